package mitogen.cli.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import mitogen.cli.Main;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.StandardInput;
import mitogen.cli.system.StandardOutput;
import mitogen.cli.system.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's jshell, whose snippets run in another JVM. */
@Timeout(60)
class JshellTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int jshell(String typed, String... words) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of("jshell", "-t", "local"));
        all.addAll(List.of(words));
        Terminal terminal = new Terminal(
                new StandardInput(true, false, new ByteArrayInputStream(typed.getBytes(UTF_8))),
                new StandardOutput(out, true),
                new StandardOutput(err, true),
                false,
                false,
                OwnSurroundings.HERE);
        return Main.run(terminal, all.toArray(new String[0]));
    }

    @Test
    void snippetsRunThere() {
        assertEquals(3, jshell("""
                        int x = 5;
                        int twice(int a) { return 2 * a; }
                        class Greeting { String text = "grün"; }
                        System.out.println(twice(x) + new Greeting().text);
                        x = 7;
                        System.out.println(x + " " + ProcessHandle.current().pid());
                        /exit x - 4
                        """), err::toString);
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertEquals("10grün", lines.get(0), out::toString);
        assertTrue(lines.get(1).startsWith("7 "), out::toString);
        assertNotEquals("7 " + ProcessHandle.current().pid(), lines.get(1));
    }

    @Test
    void valuesAndFailuresAreShownAndTheEndOfTheTarget() {
        String typed = """
                String s = "a\\"\\n"
                int[] a = {1, 2}
                s
                a
                int f() { return g(); }
                f()
                int g() { return 4; }
                f()
                Files.readString(Path.of("/no/such"))
                int b = "x";
                System.exit(4)
                1 + 1
                /exit
                """;
        assertEquals(3, jshell(typed, "--", "--feedback", "concise"), err::toString);
        String shown = out.toString(UTF_8);
        for (String line : List.of(
                "s ==> \"a\\\"\\n\"",
                "a ==> int[2] { 1, 2 }",
                "attempted to call method f() which cannot be invoked until method g() is declared",
                " ==> 4",
                "Exception java.nio.file.NoSuchFileException: /no/such",
                "incompatible types")) {
            assertTrue(shown.contains(line), line + " in " + shown);
        }
        assertTrue(err.toString(UTF_8).contains("mitogen: local is gone"), err::toString);
    }

    @Test
    void itIsForOneTarget() {
        assertEquals(2, jshell("", "-t", "local"));
        assertTrue(err.toString(UTF_8).startsWith("mitogen: jshell is for one target, and got 2"), err::toString);
    }
}
