package mitogen.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.cli.CommandCase;
import org.junit.jupiter.api.Test;

/** The ways to show what targets print: once, as objects, in files, with log records. */
class ShownOutputTest extends CommandCase {
    @Test
    void equalOutputIsShownOnce() {
        String all = "local,exec:env,exec:nice";
        assertEquals(0, mitogen("run", "-b", "-t", all, "--", "sh", "-c", "echo a; echo c; echo e >&2"));
        assertPrinted("== " + all + " (3)\na\nc\n", "== " + all + " (3)\ne\n");
    }

    @Test
    void eachTargetIsAnObject() {
        String work = "printf '\\351'; kill -9 $$";
        assertEquals(1, mitogen("run", "--json", "-q", "-t", "local,exec:nice", "--", "sh", "-c", work));
        assertEquals("", err());
        assertEquals(2, out().lines().count());
        assertTrue(
                out().lines()
                        .sorted()
                        .toList()
                        .get(1)
                        .matches(
                                "\\{\"target\":\"local\",\"ok\":false,\"status\":137,"
                                        + "\"signal\":\"SIGKILL\",\"failure\":null,\"message\":null,\"stdout\":\"\ufffd\","
                                        + "\"stdoutBase64\":\"6Q==\",\"stderr\":\"\",\"truncated\":false,\"doneAfterMs\":\\d+}"),
                out());
        out.reset();
        assertEquals(127, mitogen("run", "--json", "-t", "local", "--", "no-such-command"));
        assertTrue(out().contains("\"status\":127,\"signal\":null,\"failure\":\"NOT_FOUND\",\"message\":\""), out());
    }

    @Test
    void outputIsKeptInFiles() throws IOException {
        Path kept = folder.resolve("a/b");
        String[] run = {"run", "--group", "--out-dir", kept.toString(), "-t", "local,local/local", "printf", "x\\r\\n"};
        assertEquals(0, mitogen(run));
        assertTrue(out().contains("== local\nx\r\n") && out().contains("== local/local\nx\r\n"), out());
        assertEquals("x\r\n", Files.readString(kept.resolve("local%2Flocal.out")));
        assertEquals("", Files.readString(kept.resolve("local.err")));
    }
}
