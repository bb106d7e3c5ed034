package mitogen.cli.options;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables and the directory of a command, by a shell there and by a Java. */
@Timeout(60)
class ProcessOptionsTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int mitogen(String command, boolean viaJava, String... words) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(command, "-t", "local"));
        if (viaJava) {
            all.add("--via-java");
        }
        all.addAll(List.of(words));
        return Main.run(
                all.toArray(new String[0]), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theyAreAsSaid(boolean viaJava) throws Exception {
        String path = System.getenv("PATH");
        assertEquals(
                0,
                mitogen(
                        "run",
                        viaJava,
                        "--cwd",
                        folder.toString(),
                        "--env=A= two\nlines '\"",
                        "--env=B=",
                        "--env=B=x=y",
                        "--env=C=",
                        "--env=PATH",
                        "--unset=HOME",
                        "--",
                        "sh",
                        "-c",
                        "printf '%s|' \"$PWD\" \"$A\" \"$B\" \"$C\" \"${C-none}\" \"${HOME-none}\" \"$PATH\""),
                err::toString);
        assertEquals(folder + "| two\nlines '\"|x=y|||none|" + path + "|", out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
        Path script = Files.writeString(folder.resolve("script"), "pwd; echo \"$A $1\"");
        assertEquals(0, mitogen("script", viaJava, "--cwd", "/", "--env", "A=a", script.toString(), "b"));
        assertEquals("/\na b\n", out.toString(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDirectoryThatIsMissingIsTold(boolean viaJava) {
        assertEquals(126, mitogen("run", viaJava, "--cwd", "/no/such place", "--", "echo", "x"));
        assertEquals("", out.toString(UTF_8));
        assertEquals(
                "mitogen: echo x at local: it cannot work in '/no/such place': there is no such directory,"
                        + " or it cannot be entered\n",
                err.toString(UTF_8));
        assertEquals(126, mitogen("run", viaJava, "--json", "--cwd", "/no/such", "--", "echo", "x"));
        assertTrue(out.toString(UTF_8).contains("\"failure\":\"NO_DIRECTORY\""), out::toString);
        assertEquals(1, mitogen("run", viaJava, "-t", "local", "--cwd", "/no/such", "--", "echo", "x"));
        assertTrue(
                err.toString(UTF_8).contains("0 ok, 2 failed: 2 had no such directory (local,local#2)"), err::toString);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertEquals(2, mitogen("run", false, "--env", "=x", "true"));
        assertEquals(2, mitogen("run", false, "--unset", "A=x", "true"));
        assertEquals(2, mitogen("run", false, "--cwd", "", "true"));
        assertEquals(2, mitogen("run", false, "--unset", "A", "--env", "A=x", "true"));
        assertEquals(
                "mitogen: --env and --unset both name A\nThe variable is either set or removed: leave out one.\n",
                err.toString(UTF_8));
        assertEquals(2, mitogen("run", false, "--env", "NO_SUCH_VARIABLE", "true"));
        assertEquals("""
                mitogen: --env NO_SUCH_VARIABLE: there is no such variable here to take the value of
                Export it, or write --env NO_SUCH_VARIABLE=VALUE.
                """, err.toString(UTF_8));
    }
}
