package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import mitogen.CallException;
import mitogen.Context;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where classes come from: each kind of source with an application that is made and loaded for the test. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ClassSourcesTest {
    private static final String TASK = """
            %1$s/Entry.java
            package %1$s;
            import mitogen.Task;
            public class Entry {
                public static Task<Object> task() {
                    return () -> %2$s;
                }
            }
            """;

    private static final String LIB = """
            lib/Lib.java
            package lib;
            public class Lib {
                public static String version() {
                    return "%s";
                }
            }
            """;

    @TempDir
    Path scratch;

    private App app(String result) {
        return app("app", result, List.of());
    }

    private App app(String packageName, String result, List<Path> libraries) {
        return new App(scratch).java(17, "", libraries, source(packageName, result));
    }

    private static String source(String packageName, String result) {
        return TASK.formatted(packageName, result);
    }

    private static Object call(ClassLoader loader, String type) throws Exception {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoader(loader))) {
            return mitogen.connect(inProcess()).call(App.task(loader, type));
        }
    }

    @Test
    void packagesAndCodeSourcesOfJarsAndDirectories() throws Exception {
        Path jar = new App(scratch)
                .file("META-INF/MANIFEST.MF", """
                        Manifest-Version: 1.0
                        Implementation-Title: all
                        Implementation-Version: 1.2

                        Name: lib/
                        Implementation-Version: 3.4

                        """)
                .java(
                        LIB.formatted("1"),
                        LIB.formatted("1").replace("lib/", "other/").replace("package lib", "package other"))
                .jar("secret-directory/some lib.jar");
        String about = """
                %1$s.class.getPackage().getImplementationTitle() + "|"
                    + %1$s.class.getPackage().getImplementationVersion() + "|"
                    + %1$s.class.getProtectionDomain().getCodeSource().getLocation()""";
        Path directory = app(
                        "app",
                        about.formatted("lib.Lib") + " + ' ' + " + about.formatted("other.Lib") + " + ' ' + "
                                + about.formatted("Entry"),
                        List.of(jar))
                .directory("classes");
        try (URLClassLoader loader = App.loader(directory, jar)) {
            assertEquals(
                    "all|3.4|mitogen:/some%20lib.jar all|1.2|mitogen:/some%20lib.jar null|null|mitogen:/classes",
                    call(loader, "app.Entry"));
        }
    }

    /** The variant is for the Java of the target, not for that of the controller. */
    @Test
    void multiReleaseJars() throws Exception {
        Path jar = new App(scratch)
                .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMulti-Release: true\n\n")
                .java(LIB.formatted("base"))
                .java(11, "META-INF/versions/11/", List.of(), LIB.formatted("11"))
                .java(17, "META-INF/versions/21/", List.of(), LIB.formatted("21"))
                .jar("lib.jar");
        Path entry = app("app", "lib.Lib.version()", List.of(jar)).jar("app.jar");
        try (URLClassLoader loader = App.loader(entry, jar);
                Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoader(loader))) {
            Context relay = mitogen.connect(inProcess());
            for (int java : List.of(25, 17)) {
                Context target = relay.connect(local().withJava(Jvm.java(java))).await();
                assertEquals(java == 25 ? "21" : "11", target.call(App.task(loader, "app.Entry")));
            }
        }
    }

    @Test
    void aClassThatIsTooNewForTheTarget() throws Exception {
        int own = Runtime.version().feature();
        App lib = new App(scratch).java(LIB.formatted("new"));
        byte[] newer = lib.classes().get("lib.Lib").clone();
        newer[7] = (byte) (44 + own + 1);
        Path jar = lib.file("lib/Lib.class", newer).jar("lib.jar");
        Path entry = app(
                        "app",
                        "lib.Lib.version()",
                        List.of(new App(scratch).java(LIB.formatted("")).jar("old.jar")))
                .jar("app.jar");
        try (URLClassLoader loader = App.loader(entry, jar)) {
            CallException failure = assertThrows(CallException.class, () -> call(loader, "app.Entry"));
            String text = "the class lib.Lib in lib.jar is of Java " + (own + 1) + " (class file version " + (own + 45)
                    + "), and in-process has Java " + own + "; compile it with --release " + own;
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertTrue(trace.toString().contains(text), trace.toString());
        }
    }

    @Test
    void aTaskThatIsTooNewForTheTarget() throws Exception {
        int own = Runtime.version().feature();
        Assumptions.assumeTrue(own > 17, "a task that is too new for Java 17 cannot be made on Java 17");
        Path jar = new App(scratch).java(own, "", List.of(), source("app", "1")).jar("app.jar");
        try (URLClassLoader loader = App.loader(jar);
                Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoader(loader))) {
            Context old = mitogen.connect(local().withJava(Jvm.java(17))).await();
            ValueException refused =
                    assertThrows(ValueException.class, () -> old.submit(App.task(loader, "app.Entry")));
            assertTrue(
                    refused.getMessage().startsWith("the class app.Entry in app.jar is of Java " + own),
                    refused.getMessage());
            assertTrue(
                    refused.getMessage().contains("local has Java 17; compile it with --release 17"),
                    refused.getMessage());
        }
    }

    @Test
    void severalLoadersInOrder() throws Exception {
        Path first = new App(scratch).java(LIB.formatted("first")).jar("first.jar");
        Path second = app("app", "lib.Lib.version()", List.of(first))
                .java(LIB.formatted("second"))
                .jar("second.jar");
        try (URLClassLoader a = App.loader(first);
                URLClassLoader b = App.loader(second);
                Mitogen both = Mitogen.open(Options.defaults().withClassLoaders(a, b));
                Mitogen without = Mitogen.open(Options.defaults().withClassLoader(a))) {
            assertEquals("first", both.connect(inProcess()).call(App.task(b, "app.Entry")));
            Context context = without.connect(inProcess());
            ValueException refused = assertThrows(ValueException.class, () -> context.submit(App.task(b, "app.Entry")));
            assertTrue(refused.getMessage().contains("app.Entry"), refused.getMessage());
            assertTrue(refused.getMessage().contains("Options.withClassLoaders(first, more)"), refused.getMessage());
        }
    }

    @Test
    void twoDifferentClassesOfOneName() throws Exception {
        Path first = app("app", "1", List.of()).jar("first.jar");
        Path second = app("app", "2", List.of()).jar("second.jar");
        try (URLClassLoader a = App.loader(first);
                URLClassLoader b = App.loader(second);
                Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoaders(a, b))) {
            Context context = mitogen.connect(inProcess());
            assertEquals(1, context.call(App.task(a, "app.Entry")));
            try (Mitogen other = Mitogen.open(Options.defaults().withClassLoaders(a, b))) {
                Context fresh = other.connect(inProcess());
                ValueException refused =
                        assertThrows(ValueException.class, () -> fresh.submit(App.task(b, "app.Entry")));
                assertTrue(refused.getMessage().contains("two different classes app.Entry"), refused.getMessage());
            }
        }
    }

    @Test
    void classesThatWereMadeInMemory() throws Exception {
        App app = app("\"memory \" + Entry.class.getProtectionDomain().getCodeSource().getLocation()");
        ClassLoader maker = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = app.classes().get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        Task<Object> task = App.task(maker, "app.Entry");
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withClasses(app.classes()))) {
            assertEquals("memory mitogen:/memory", mitogen.connect(inProcess()).call(task));
        }
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoader(maker))) {
            Context context = mitogen.connect(inProcess());
            ValueException refused = assertThrows(ValueException.class, () -> context.submit(task));
            assertTrue(refused.getMessage().contains("app.Entry"), refused.getMessage());
            assertTrue(refused.getMessage().contains("Options.withClasses"), refused.getMessage());
        }
    }

    /** In the package of the test, so that a lookup of its own can define it: no loader gives its bytes. */
    @Test
    void aClassThatALookupDefined() throws Exception {
        App app = app("mitogen.integration", "1", List.of());
        Class<?> defined = MethodHandles.lookup().defineClass(app.classes().get("mitogen.integration.Entry"));
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(inProcess());
            ValueException refused = assertThrows(
                    ValueException.class, () -> context.submit(App.task(defined.getClassLoader(), defined.getName())));
            assertTrue(refused.getMessage().contains(defined.getName()), refused.getMessage());
            assertTrue(refused.getMessage().contains("was made at run time"), refused.getMessage());
        }
    }

    @Test
    void absenceByPackage() throws Exception {
        String absent = """
                java.util.stream.Stream.of("nowhere.A", "app.B", "javax.swing.C").map(name -> {
                    try {
                        return Class.forName(name).getName();
                    } catch (ClassNotFoundException e) {
                        return e.getMessage();
                    }
                }).toList()""";
        Path jar = app(absent).jar("app.jar");
        try (URLClassLoader loader = App.loader(jar)) {
            assertEquals(
                    List.of(
                            "nowhere.A: nothing on the controller's class path has the package nowhere",
                            "app.B: the controller's class loader has no such class",
                            "javax.swing.C: the package javax.swing is of the Java library, of its module java.desktop,"
                                    + " and the Java there does not have this class of it"),
                    call(loader, "app.Entry"));
        }
    }

    /** The loader of Spring Boot's fat jars: jars in a jar, and URLs of its own. */
    @Test
    void springBoot() throws Exception {
        Path lib = new App(scratch)
                .java(LIB.formatted("nested"))
                .file("lib/text.txt", "of the library")
                .jar("lib.jar");
        String result = """
                lib.Lib.version() + ' ' + new String(lib.Lib.class.getResourceAsStream("text.txt").readAllBytes())
                    + ' ' + Entry.class.getResource("/application.properties")
                    + ' ' + lib.Lib.class.getProtectionDomain().getCodeSource().getLocation()""";
        App app = new App(scratch)
                .file("META-INF/MANIFEST.MF", """
                        Manifest-Version: 1.0
                        Spring-Boot-Classes: BOOT-INF/classes/
                        Spring-Boot-Lib: BOOT-INF/lib/

                        """)
                .file("BOOT-INF/classes/", "")
                .file("BOOT-INF/lib/", "")
                .file("BOOT-INF/classes/application.properties", "password=1")
                .java(17, "BOOT-INF/classes/", List.of(lib), source("app", result))
                .file("BOOT-INF/lib/lib.jar", java.nio.file.Files.readAllBytes(lib));
        Path jar = app.jar("fat.jar");
        org.springframework.boot.loader.net.protocol.Handlers.register();
        URL[] urls = {
            new URL("jar:nested:" + jar + "/!BOOT-INF/classes/!/"),
            new URL("jar:nested:" + jar + "/!BOOT-INF/lib/lib.jar!/")
        };
        try (URLClassLoader loader = new org.springframework.boot.loader.launch.LaunchedClassLoader(
                false, urls, getClass().getClassLoader())) {
            assertEquals("nested of the library null mitogen:/lib.jar", call(loader, "app.Entry"));
        }
    }
}
