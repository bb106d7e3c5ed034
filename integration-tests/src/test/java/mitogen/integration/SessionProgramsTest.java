package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mitogen.cli.session.Relay;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code java} and {@code eval} in a session: each program has a context of its own, a child of the kept one. */
final class SessionProgramsTest extends SessionFixture {
    private static final String PROGRAM =
            "import java.util.*; class P { static int runs; static List raw = new ArrayList();"
                    + " public static void main(String[] a) throws Exception { raw.add(1);"
                    + " Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(\"hook\")));"
                    + " System.err.println(\"told\"); System.out.println(++runs + List.of(a).toString());"
                    + " System.out.print(new String(System.in.readAllBytes())); if (a.length > 0) System.exit(3); } }";

    @BeforeAll
    static void open() throws Exception {
        List<String> words = new ArrayList<>(words("start", "-t", "h"));
        words.add(0, "session");
        assertEquals(0, run(client(words)).status());
        Files.writeString(folder.resolve("P.java"), PROGRAM);
        Files.writeString(folder.resolve("Bad.java"), "class Bad { int x = y; }");
    }

    private static Ran inSession(String... words) throws Exception {
        return relay("default", words(words));
    }

    @Tag("build")
    @Test
    void whatIsSeenIsTheSameAsWithout() throws Exception {
        List<String[]> commands = List.of(
                new String[] {"eval", "-t", "h", "List.of(1, 2)"},
                new String[] {"eval", "-t", "h", "--release", "17", "System.out.println(args[0]); System.exit(5)", "x y"
                },
                new String[] {"eval", "-t", "h", "throw new IllegalStateException(\"no\");"},
                new String[] {"eval", "-t", "h", "nonsense"},
                new String[] {"eval", "-t", "h", "--release", "x", "1"},
                new String[] {"eval", "-t", "127.0.0.1:1", "1"},
                new String[] {"java", "-t", "h", folder + "/P.java"},
                new String[] {"java", "-t", "h", folder + "/P.java", "a", "b"},
                new String[] {"java", "-t", "h", folder + "/Bad.java"},
                new String[] {"java", "-t", "h", folder + "/None.java"});
        for (String[] each : commands) {
            assertEquals(run(client(words(each))), inSession(each), String.join(" ", each));
        }
    }

    @Test
    void eachRunHasAContextOfItsOwnThatEndsWithIt() throws Exception {
        Ran own = inSession("eval", "-t", "h", "ProcessHandle.current().pid()");
        assertEquals(0, own.status(), own::err);
        Await.until(
                "it has ended", () -> !Files.exists(Path.of("/proc", own.out().strip())));
        for (int i = 0; i < 2; i++) {
            assertTrue(
                    inSession("java", "-t", "h", folder + "/P.java").out().startsWith("1[]\n"),
                    "it is the first of its class");
        }
        String kept = "  up for";
        Ran list = run("session", "list");
        assertTrue(list.out().contains(kept), list::out);
        assertEquals(list.out().indexOf(kept), list.out().lastIndexOf(kept), list::out);
    }

    @Test
    void inputGoesThrough() throws Exception {
        Path input = Files.writeString(folder.resolve("input"), "some\ninput\n");
        Ran ran = run(client(inAuto("java", "-t", "h", "P.java", "a")).redirectInput(input.toFile()));
        assertEquals(3, ran.status(), ran::err);
        assertEquals("1[a]\nsome\ninput\nhook\n", ran.out());
        assertFalse(ran.err().contains("session"), ran::err);
    }

    @Test
    void aClientThatEndsEndsItsProgram() throws Exception {
        Path out = folder.resolve("pid");
        Process client = client(inAuto(
                        "eval",
                        "-t",
                        "h",
                        "-n",
                        "System.out.println(ProcessHandle.current().pid()); Thread.sleep(600_000);"))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("told").toFile())
                .start();
        Await.until(
                "it runs", () -> Files.size(out) > 0 && Files.readString(out).endsWith("\n"));
        client.destroy();
        assertTrue(client.waitFor(30, TimeUnit.SECONDS), "it ends");
        Path program = Path.of("/proc", Files.readString(out).strip());
        Await.until("the program has ended", () -> !Files.exists(program));
    }

    /** A session's tree serves the command's own classes, and no others. */
    @Tag("build")
    @Test
    void aProgramWhoseClassesHaveToBeServedRunsWithoutIt() throws Exception {
        assertEquals(
                Relay.NOT_SERVED,
                inSession("eval", "-t", "h", "Context.current().name()").status());
        assertEquals(
                Relay.NOT_SERVED,
                inSession("java", "-t", "h", "-cp", folder.toString(), folder + "/P.java")
                        .status());
        assertEquals(
                Relay.NOT_SERVED,
                inSession("java", "-t", "h", folder + "/P.jar").status());
        Ran ran = run(client(inAuto("eval", "-t", "h", "Context.current().name().isEmpty()")));
        assertEquals(new Ran(0, "false\n", ""), ran);
    }
}
