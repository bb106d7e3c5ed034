package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code mitogen shell}, typed at a terminal, and with lines of a file. */
@Tag("build")
final class ShellTest extends SessionFixture {
    @Test
    void eachLineRunsAtEachTarget() throws Exception {
        try {
            typed();
            Path lines = Files.writeString(folder.resolve("lines"), "echo one\n\nexit 3\n  exit\necho never\n");
            Ran ran = run(client(words("shell", "-t", "h")).redirectInput(lines.toFile()));
            assertEquals(new Ran(3, "one\n", "mitogen: exit status 3\n"), ran);
        } finally {
            assertEquals(0, stop("default"));
        }
    }

    @Test
    void aSessionThatIsKilledEndsItsLineAndNotTheShell() throws Exception {
        Path err = folder.resolve("killed.err");
        Process shell =
                client(words("shell", "-t", "h")).redirectError(err.toFile()).start();
        try (OutputStream keyboard = shell.getOutputStream();
                Reader reader = shell.inputReader()) {
            StringBuilder out = new StringBuilder();
            type("echo first; exec sleep 1000\n", keyboard);
            until("first\n", out, reader);
            Processes.kill(pid("default"));
            type("echo next\nexit\n", keyboard);
            until(null, out, reader);
            assertEquals("first\nnext\n", out.toString(), () -> err.toString());
        } finally {
            assertEquals(0, stop("default"));
        }
        assertEquals(0, shell.waitFor());
        String told = Files.readString(err);
        assertTrue(told.startsWith("mitogen: the session default has ended before the command did\n"), told);
    }

    private static void typed() throws Exception {
        List<String> quoted = new ArrayList<>();
        client(words("shell", "-t", "h,g")).command().forEach(word -> quoted.add("'" + word + "'"));
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", String.join(" ", quoted), "/dev/null");
        builder.environment().put("XDG_RUNTIME_DIR", runtime().toString());
        builder.environment().put("XDG_STATE_HOME", folder + "/state");
        builder.environment().put("NO_COLOR", "1");
        Process process = builder.redirectErrorStream(true).start();
        StringBuilder screen = new StringBuilder();
        try (OutputStream keyboard = process.getOutputStream();
                Reader reader = process.inputReader()) {
            until("2 targets> ", screen, reader);
            type("echo [$((20+1))]\n", keyboard);
            until("2 targets> ", screen, reader);
            assertTrue(screen.toString().contains("g | [21]\r\n"), screen::toString);
            assertTrue(screen.toString().contains("h | [21]\r\n"), screen::toString);
            type("exit 7\n", keyboard);
            until("2 targets> ", screen, reader);
            assertTrue(screen.toString().contains("0 ok, 2 failed: 2 exited with 7 (h,g)"), screen::toString);
            type("echo runs; exec sleep 1000\n", keyboard);
            until("| runs", screen, reader);
            until("| runs", screen, reader);
            type("\003", keyboard);
            until("2 targets> ", screen, reader);
            type("\004", keyboard);
            until(null, screen, reader);
        }
        assertEquals(130, process.waitFor(), screen::toString);
    }

    private static void type(String keys, OutputStream keyboard) throws IOException {
        keyboard.write(keys.getBytes(UTF_8));
        keyboard.flush();
    }

    /** Reads until the text comes, from here on; null for the end. */
    private static void until(String text, StringBuilder screen, Reader reader) throws IOException {
        int start = screen.length();
        while (text == null || screen.indexOf(text, start) < 0) {
            int next = reader.read();
            if (next < 0) {
                assertEquals(null, text, screen::toString);
                return;
            }
            screen.append((char) next);
        }
    }
}
