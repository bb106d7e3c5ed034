package mitogen.cli.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
}
