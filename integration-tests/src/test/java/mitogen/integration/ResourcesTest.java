package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.Task;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Resources of a library and of an application, seen from a context that has neither. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ResourcesTest {
    private static final String LIB = """
            lib/Lib.java
            package lib;
            public class Lib implements java.util.function.Supplier<String> {
                public String get() {
                    return "a service";
                }
            }
            """;

    /** Not compressible, so that it is more than a batch holds. */
    private static final byte[] LARGE = new byte[5_000_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    private static final Logger LOG = Logger.getLogger("mitogen");

    @TempDir
    Path scratch;

    private RecordedLog log;
    private URLClassLoader loader;
    private Mitogen mitogen;

    @BeforeEach
    void record() {
        LOG.setLevel(Level.FINE);
        log = RecordedLog.start();
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        LOG.setLevel(null);
        mitogen.close();
        loader.close();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                if (Files.isSymbolicLink(each)) { // that of the listing is gone, maybe
                    assertFalse(Files.readSymbolicLink(each).startsWith(scratch), each::toString);
                }
            }
        }
    }

    /** A library, another jar file with some of the same names, and a directory. */
    private Context open(ClassPolicy policy) throws IOException {
        Path lib = new App(scratch)
                .java(LIB)
                .file("lib/some text.txt", "of the library")
                .file("lib/below/text.txt", "below the library")
                .file("lib/large.bin", LARGE)
                .file("beside/text.txt", "of no package")
                .file("root.txt", "at the root")
                .file("META-INF/secret.txt", "in META-INF")
                .file("META-INF/services/java.util.function.Supplier", "lib.Lib\n")
                .file("META-INF/lib/plugins.dat", "of plug-ins")
                .file("META-INF/lib/index", "an index")
                .file("linux/amd64/liblib.so.1", "native")
                .jar("a/lib.jar");
        Path same = new App(scratch)
                .file("lib/some text.txt", "of another")
                .file("lib/large.bin", new byte[3_000_000])
                .jar("b/lib.jar");
        Path directory = new App(scratch)
                .file("lib/some text.txt", "of a directory")
                .file("lib/secret.txt", "of a directory")
                .file("application.properties", "password=1")
                .directory("classes");
        loader = App.loader(directory, lib, same);
        mitogen = Mitogen.open(Options.defaults()
                .withClassLoaders(loader, getClass().getClassLoader())
                .withClassPolicy(policy));
        Context context = mitogen.connect(inProcess());
        context.call(() -> Class.forName("lib.Lib", true, here()).getName()); // now its package is known
        return context;
    }

    static ClassLoader here() {
        return Thread.currentThread().getContextClassLoader();
    }

    static String read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static List<String> services() {
        List<String> values = new ArrayList<>();
        for (Supplier<?> each : ServiceLoader.load(Supplier.class)) {
            values.add((String) each.get());
        }
        return values;
    }

    /** URLs and contents of all resources of a name. */
    static List<String> all(String name) throws IOException {
        List<String> all = new ArrayList<>();
        for (URL url : Collections.list(here().getResources(name))) {
            all.add(url + " " + url.openConnection().getContentLengthLong() + " " + read(url));
        }
        return all;
    }

    @Test
    void resourcesOfLibraries() throws Exception {
        Context context = open(ClassPolicy.defaults());
        assertEquals(
                List.of(
                        "mitogen:/lib.jar!/lib/some%20text.txt 14 of the library",
                        "mitogen:/2/lib.jar!/lib/some%20text.txt 10 of another"),
                context.call(() -> all("lib/some text.txt")));
        assertEquals("below the library", context.call(() -> read(here().getResource("lib/below/text.txt"))));
        assertEquals(List.of("a service"), context.call(ResourcesTest::services));
    }

    @Test
    void whatLibrariesNeedBeyondTheirPackages() throws Exception {
        Context context = open(ClassPolicy.defaults());
        for (String name : List.of("META-INF/lib/plugins.dat", "META-INF/lib/index", "linux/amd64/liblib.so.1")) {
            assertEquals(1, context.call(() -> all(name).size()), name);
        }
        context.close();
        Context none = mitogen.connect(inProcess());
        assertTrue(none.call(() -> here().getResource("root.txt") == null));
        assertTrue(none.call(() -> here().getResource("beside/text.txt") == null));
        List<String> warned = log.messages.stream()
                .filter(text -> text.contains("/lib.jar") || text.contains(" lib.jar"))
                .filter(text -> text.contains("Further ones"))
                .toList();
        assertEquals(1, warned.size(), () -> "each jar is warned of once: " + log.messages);
        assertTrue(warned.get(0).contains("root.txt in lib.jar"), warned.get(0));
    }

    @Test
    void nothingElseWithoutAPolicyForIt() throws Exception {
        Context context = open(ClassPolicy.defaults());
        context.call(() -> String.valueOf(here().getResource("application.properties")));
        for (String name : List.of(
                "application.properties",
                "root.txt",
                "lib/secret.txt",
                "beside/text.txt",
                "META-INF/secret.txt",
                "META-INF/services/../secret.txt",
                "lib/../root.txt",
                "lib/./below/text.txt",
                "lib//below/text.txt",
                "/application.properties",
                "file:/etc/passwd",
                "lib/none\\..\\text.txt",
                "lib/%2e%2e/root.txt",
                "lib",
                "lib/",
                "")) {
            assertNull(
                    context.call(() -> String.valueOf(here().getResource(name))).equals("null") ? null : name);
        }
        List<String> refusals = log.messages.stream()
                .filter(text -> text.contains("application.properties"))
                .toList();
        assertEquals(1, refusals.size(), log.messages.toString());
        assertTrue(refusals.get(0).contains("allowResources(\"application.properties\")"), refusals.get(0));
    }

    @Test
    void whatAPolicyAllowsAndDenies() throws Exception {
        Context context = open(
                ClassPolicy.defaults().allowResources("*.properties", "lib/**").denyResources("lib/below/*"));
        assertEquals("password=1", context.call(() -> read(here().getResource("application.properties"))));
        assertEquals(3, context.call(() -> all("lib/some text.txt").size()));
        assertEquals("of a directory", context.call(() -> read(here().getResource("lib/secret.txt"))));
        assertTrue(context.call(() -> here().getResource("lib/below/text.txt") == null));
        assertTrue(context.call(() -> here().getResource("lib/below") == null)); // a directory is no resource
        assertTrue(context.call(() -> here().getResource("root.txt") == null));
        assertTrue(context.call(() -> here().getResource("lib/../application.properties") == null));
        assertThrows(
                IllegalArgumentException.class, () -> ClassPolicy.defaults().allowResources("/etc/*"));
    }

    /** Under each name that leads to them: those of variants and of archives that have their classes in a directory. */
    @Test
    void whatIsDeniedIsDeniedUnderAllItsNames() throws Exception {
        String secret = LIB.replace("lib/Lib", "secret/Lib").replace("package lib", "package secret");
        Path jar = new App(scratch)
                .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\n\n")
                .java(secret)
                .java(11, "META-INF/versions/11/", List.of(), secret)
                .java(17, "BOOT-INF/classes/", List.of(), secret)
                .file("secret/text.txt", "secret")
                .file("META-INF/versions/11/secret/text.txt", "secret")
                .file("BOOT-INF/classes/secret/text.txt", "secret")
                .file("WEB-INF/classes/META-INF/versions/11/secret/text.txt", "secret")
                .file("beside/text.txt", "beside")
                .jar("app.jar");
        loader = App.loader(jar);
        mitogen = Mitogen.open(Options.defaults()
                .withClassLoaders(loader, getClass().getClassLoader())
                .withClassPolicy(ClassPolicy.defaults()
                        .denyClasses("secret.*")
                        .allowResources("**")
                        .denyResources("secret/**")));
        Context context = mitogen.connect(inProcess());
        assertEquals("beside", context.call(() -> read(here().getResource("beside/text.txt"))));
        for (String place : List.of(
                "",
                "META-INF/versions/11/",
                "BOOT-INF/classes/",
                "BOOT-INF/classes/META-INF/versions/11/",
                "WEB-INF/classes/META-INF/versions/11/")) {
            for (String name : List.of("secret/Lib.class", "secret/text.txt")) {
                assertTrue(context.call(() -> here().getResource(place + name) == null), place + name);
            }
        }
    }

    /** A loader that has whatever it is asked for, as some do that resolve names like links. */
    @Test
    void namesThatAreNoPlainPaths() throws Exception {
        URLStreamHandler anything = new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new URLConnection(url) {
                    @Override
                    public void connect() {}

                    @Override
                    public InputStream getInputStream() {
                        return new ByteArrayInputStream("password=1".getBytes(StandardCharsets.UTF_8));
                    }
                };
            }
        };
        ClassLoader naive = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                URL url = new URL("anything", "", -1, "/base/" + name, anything);
                return Collections.enumeration(List.of(url));
            }
        };
        loader = App.loader();
        mitogen = Mitogen.open(Options.defaults()
                .withClassLoader(naive)
                .withClassPolicy(ClassPolicy.defaults().allowResources("**")));
        Context context = mitogen.connect(inProcess());
        assertEquals("password=1", context.call(() -> read(here().getResource("a/b"))));
        for (String name : List.of(
                "a/../b", "../b", "a/..", "./b", "a//b", "/a", "a\\b", "file:/a", "a%2e", "a?b", "a#b", "a.jar!/b")) {
            assertTrue(context.call(() -> here().getResource(name) == null), name);
        }
    }

    /** The jar file of a task is the application, and no library. */
    @Test
    void theJarFileOfATask() throws Exception {
        Path jar = new App(scratch)
                .java("""
                        app/Entry.java
                        package app;
                        import mitogen.Task;
                        public class Entry {
                            public static Task<Object> task(String name) {
                                return () -> String.valueOf(Entry.class.getResource(name));
                            }
                        }
                        """)
                .file("app/database.properties", "password=1")
                .jar("app.jar");
        loader = App.loader(jar);
        mitogen = Mitogen.open(Options.defaults().withClassLoader(loader));
        Context context = mitogen.connect(inProcess());
        assertEquals("null", context.call(App.task(loader, "app.Entry", "database.properties")));
        assertEquals("mitogen:/app.jar!/app/Entry.class", context.call(App.task(loader, "app.Entry", "Entry.class")));
        mitogen.close();
        // From the start, too: no task of it was sent here, but its class was asked for.
        mitogen = Mitogen.open(
                Options.defaults().withClassLoaders(loader, getClass().getClassLoader()));
        assertEquals("app.Entry null", mitogen.connect(inProcess()).call(() -> {
            Class<?> entry = Class.forName("app.Entry", true, here());
            return entry.getName() + " " + entry.getResource("database.properties");
        }));
    }

    /** Read by several threads at once, behind a relay, and given up in the middle. */
    @Test
    void largeOnesAreReadInRanges() throws Exception {
        Context behind = open(ClassPolicy.defaults()).connect(inProcess());
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(LARGE);
        Task<byte[]> digest = () -> {
            URL url = Collections.list(here().getResources("lib/large.bin")).get(0);
            URLConnection connection = url.openConnection();
            if (connection.getContentLength() != 5_000_000) {
                throw new IOException("a length of " + connection.getContentLength());
            }
            try (InputStream in = connection.getInputStream()) {
                return MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            }
        };
        var calls = Stream.generate(() -> behind.submit(digest)).limit(4).toList();
        for (var call : calls) {
            assertArrayEquals(expected, call.await());
        }
        assertEquals((int) LARGE[0], behind.call(() -> {
            try (InputStream in = here().getResourceAsStream("lib/large.bin")) {
                return (int) (byte) in.read();
            }
        }));
        assertEquals(3_000_000L, behind.call(() -> {
            URL url = Collections.list(here().getResources("lib/large.bin")).get(1);
            try (InputStream in = url.openStream()) {
                return in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }));
    }

    /** What a library does at its start, in a JVM of its own. */
    @Test
    void inAProcess() throws Exception {
        open(ClassPolicy.defaults());
        Context process = mitogen.connect(local());
        assertEquals("a service", process.call(ResourcesTest::services).get(0));
        assertEquals(5_000_000, process.call(() -> {
            try (InputStream in = Class.forName("lib.Lib", true, here()).getResourceAsStream("large.bin")) {
                return in.readAllBytes().length;
            }
        }));
    }
}
