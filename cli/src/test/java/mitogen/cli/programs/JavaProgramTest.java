package mitogen.cli.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import mitogen.cli.CommandCase;
import org.junit.jupiter.api.Test;

/** {@code mitogen java}: programs that are compiled here and run there. */
class JavaProgramTest extends CommandCase {
    @Test
    void javaRunsMain() throws IOException {
        String source = file("Prog.java", """
                public class Prog {
                    record Pair(String a, int b) {}
                    public static void main(String[] args) throws Exception {
                        Runnable lambda = () -> System.out.println(new Pair(String.join(",", args), args.length));
                        Thread thread = new Thread(lambda);
                        thread.start();
                        System.err.print("err");
                    }
                }
                """);
        assertEquals(0, mitogen("java", "-t", "local", source, "--version", "b"));
        assertPrinted("Pair[a=--version,b, b=2]\n", "err");
    }

    /** The program's class is named in a text, so that the first run has to ask for it. */
    @Test
    void classesAreExplainedAndLearned() throws IOException {
        String source = file(
                "Prog.java",
                "public class Prog { public static void main(String[] a) { new Other(); } }" + " class Other {}");
        String directory = folder.resolve("profiles").toString();
        assertEquals(0, mitogen("java", "-t", "local", "--explain-classes", "--class-profiles", directory, source));
        assertTrue(err().startsWith("classes for mitogen.cli.remote.RunMain: 1 call, "), err());
        assertTrue(err().contains(" sent ahead, 1 round trip for others, "), err());
        assertTrue(err().endsWith("\n  asked for: Prog\n"), err());
        err.reset();
        assertEquals(0, mitogen("java", "-t", "local", "--explain-classes", "--class-profiles", directory, source));
        assertTrue(err().contains(" sent ahead, 0 round trips for others, "), err());
        assertTrue(err().contains("\n  sent ahead: Other\n"), err());
    }

    @Test
    void javaEndsAsTheLauncherWould() throws IOException {
        String exits = file(
                "E.java",
                "class E { public static void main(String[] a) {"
                        + " System.out.print(\"last words\"); System.exit(Integer.parseInt(a[0])); } }");
        assertEquals(42, mitogen("java", "-t", "local", exits, "42"));
        assertPrinted("last words", "");
        out.reset();
        assertEquals(0, mitogen("java", "-t", "local", exits, "0"));
        assertPrinted("last words", "");
        out.reset();
        String throwing = file("T.java", """
                class T {
                    public static void main(String[] a) { fail(); }
                    static void fail() { throw new IllegalStateException("no", new RuntimeException("why")); }
                }
                """);
        assertEquals(1, mitogen("java", "-t", "local", throwing));
        String trace = """
                Exception in thread "main" java.lang.IllegalStateException: no
                \tat T.fail(T.java:3)
                \tat T.main(T.java:2)
                Caused by: java.lang.RuntimeException: why
                """;
        assertTrue(err().startsWith(trace), err());
        assertEquals("", out());
    }

    @Test
    void sourceThatDoesNotCompileIsAUsageError() throws IOException {
        String source = file("Bad.java", "class Bad { int x = ; }\n");
        assertEquals(2, mitogen("java", "-t", "local", source));
        assertPrinted(
                "",
                source + ":1: error: illegal start of expression\nclass Bad { int x = ; }\n"
                        + "                    ^\n1 error\n");
    }

    @Test
    void logRecordsAreShown() throws IOException {
        String source = file(
                "L.java",
                "class L { public static void main(String[] a) {"
                        + " java.util.logging.Logger.getLogger(\"disk\").warning(\"full\"); } }");
        assertEquals(0, mitogen("java", "-t", "local,local", source));
        assertEquals("local   | WARNING disk: full\nlocal#2 | WARNING disk: full\n", sorted(err()));
    }

    /** Compiles a class here, as the build of a program would, and gives the jar that it is in. */
    private String jar(String name, String source, String... manifest) throws IOException {
        Path classes = folder.resolve("classes-of-" + name);
        String file = file(source.replaceFirst("(?s).*?class (\\w+).*", "$1") + ".java", source);
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "--release", "17", "-d", classes.toString(), file));
        Manifest attributes = new Manifest();
        attributes.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int i = 0; i < manifest.length; i += 2) {
            attributes.getMainAttributes().put(new Attributes.Name(manifest[i]), manifest[i + 1]);
        }
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), attributes);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
            out.putNextEntry(new ZipEntry("greeting.txt"));
            out.write("good morning".getBytes(UTF_8));
        }
        return jar.toString();
    }

    private static final String LIBRARY = """
            package lib;
            public class Greeting {
                public static String of(String who) throws Exception {
                    try (var in = Greeting.class.getResourceAsStream("/greeting.txt")) {
                        return new String(in.readAllBytes(), "UTF-8") + ", " + who;
                    }
                }
            }
            """;

    private static final String APP = """
            package app;
            class Main {
                public static void main(String[] a) throws Exception {
                    System.out.println(Class.forName("lib.Greeting").getMethod("of", String.class).invoke(null, a[0]));
                }
            }
            """;

    /** No file of it is at the target. What its manifest names besides is found, too. */
    @Test
    void aJarRuns() throws IOException {
        jar("library.jar", LIBRARY);
        String app = jar("app.jar", APP, "Main-Class", "app.Main", "Class-Path", "library.jar");
        assertEquals(0, mitogen("java", "-t", "local/local", app, "all"), this::err);
        assertPrinted("good morning, all\n", "");
    }

    @Test
    void aClassOfAClassPathRuns() throws IOException {
        jar("library.jar", LIBRARY);
        jar("app.jar", APP);
        assertEquals(0, mitogen("java", "-t", "local", "-cp", folder + "/*", "app.Main", "all"), this::err);
        assertPrinted("good morning, all\n", "");
        out.reset();
        String path = folder.resolve("classes-of-app.jar") + ":" + folder.resolve("library.jar");
        assertEquals(0, mitogen("java", "-t", "local", "--class-path=" + path, "app.Main", "-x"), this::err);
        assertPrinted("good morning, -x\n", "");
    }

    @Test
    void aSourceFileUsesAClassPath() throws IOException {
        String library = jar("library.jar", LIBRARY);
        String source = file("Hi.java", """
                class Hi {
                    public static void main(String[] a) throws Exception { System.out.println(lib.Greeting.of(a[0])); }
                }
                """);
        assertEquals(0, mitogen("java", "-t", "local", "-cp", library, source, "all"), this::err);
        assertPrinted("good morning, all\n", "");
    }

    @Test
    void whatIsNoProgramIsAUsageError() throws IOException {
        String app = jar("app.jar", APP);
        assertEquals(2, mitogen("java", "-t", "local", app));
        assertPrinted(
                "",
                "mitogen: " + app + " names no Main-Class\nName it: mitogen java -t TARGET -cp " + app + " CLASS\n");
        err.reset();
        assertEquals(2, mitogen("java", "-t", "local", "-cp", app, "app.Nain"));
        assertPrinted(
                "",
                "mitogen: there is no class app.Nain in " + app
                        + "\nWith -cp, the program is the full name of a class, or a .java file.\n");
        err.reset();
        assertEquals(2, mitogen("java", "-t", "local", "-cp", app + ";lib", "app.Main"));
        assertTrue(err().startsWith("mitogen: " + app + ";lib is neither a jar nor a directory: "), err());
        err.reset();
        String boot = jar("boot.jar", APP, "Main-Class", "org.springframework.boot.loader.launch.JarLauncher");
        assertEquals(2, mitogen("java", "-t", "local", boot));
        assertTrue(err().startsWith("mitogen: " + boot + " is a Spring Boot jar, whose launcher reads"), err());
        err.reset();
        String text = file("not.jar", "nothing");
        assertEquals(2, mitogen("java", "-t", "local", text));
        assertTrue(err().startsWith("mitogen: " + text + " is neither a jar nor a directory: "), err());
    }

    @Test
    void aSourceFileNamesItsRelease() throws IOException {
        String old = file("Old.java", "//JAVA 11\nclass Old { record No() {} public static void main(String[] a) {} }");
        assertEquals(2, mitogen("java", "-t", "local", old));
        assertTrue(err().contains("Old.java:2: error: "), err());
        assertEquals(0, mitogen("java", "-t", "local", "--release", "17", old));
        String least = file(
                "Least.java", "//JAVA 11+\nclass Least { record Yes() {} public static void main(String[] a) {} }");
        assertEquals(0, mitogen("java", "-t", "local", least));
        err.reset();
        String needs = file("Needs.java", "//DEPS a:b:1\nclass Needs { public static void main(String[] a) {} }");
        assertEquals(2, mitogen("java", "-t", "local", needs));
        assertPrinted(
                "",
                "mitogen: " + needs + " has a line with //DEPS, and mitogen fetches no libraries"
                        + "\nGive their jars with -cp, and take the line out.\n");
    }
}
