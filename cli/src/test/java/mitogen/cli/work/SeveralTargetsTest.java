package mitogen.cli.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.cli.CommandCase;
import mitogen.cli.Main;
import org.junit.jupiter.api.Test;

/** A command at several targets: which begin when, what they share, and what is told at the end. */
class SeveralTargetsTest extends CommandCase {
    @Test
    void severalTargetsArePrefixed() {
        assertEquals(1, mitogen("run", "-t", "local,local/local", "sh", "-c", "echo x; echo y >&2; printf z; exit 4"));
        assertEquals("local       | x\nlocal       | z\nlocal/local | x\nlocal/local | z\n", sorted(out()));
        assertEquals("""
                To do it again there: --failed in place of -t
                local       | y
                local/local | y
                mitogen: 0 ok, 2 failed: 2 exited with 4 (local,local/local)
                """, sorted(err().replaceFirst("local(/local|      ) \\| mitogen: exit status 4\n", "")));
    }

    @Test
    void targetsBeginAsTheOptionsSay() throws IOException {
        String log = folder.resolve("log").toString();
        String work = "echo begin >>" + log + "; echo end >>" + log;
        assertEquals(0, mitogen("run", "-p", "1", "-t", "local,exec:nice,exec:env", "--", "sh", "-c", work));
        assertEquals("begin end begin end begin end", String.join(" ", Files.readAllLines(Path.of(log))));
        err.reset();
        assertEquals(1, mitogen("run", "--batch", "1,50%", "--max-fail", "1", "-t", "local,exec:nice", "--", "false"));
        assertEquals(
                "local     | mitogen: exit status 1\nmitogen: 0 ok, 2 failed: 1 exited with 1 (local), 1 not started"
                        + " (exec:nice)" + Execution.AGAIN + "\n",
                err());
        out.reset();
        assertEquals(1, mitogen("run", "--failed", "-q", "--", "sh", "-c", "echo x; exit 4"));
        assertEquals("exec:nice | x\nlocal     | x\n", sorted(out()));
        out.reset();
        assertEquals(0, mitogen("run", "--failed", "--", "true"));
        assertUsage("--failed: in the last run with several targets none failed\n", "run", "--failed", "--", "true");
    }

    @Test
    void aConnectIsTriedAgain() throws Exception {
        Path tries = folder.resolve("tries");
        String flaky = file(
                "flaky",
                "#!/bin/sh\necho x >>" + tries + "\n[ $(wc -l <" + tries
                        + ") -gt $1 ] || exit 9\nshift\nexec \"$@\"\n");
        assertTrue(new java.io.File(flaky).setExecutable(true));
        String target = "exec:" + flaky.replace("/", "%2F") + " 2";
        assertEquals(3, mitogen("run", "--retry", "1", "-t", target, "--", "echo", "up"));
        assertEquals(2, Files.readAllLines(tries).size());
        Files.delete(tries);
        assertEquals(0, mitogen("run", "--retry", "2", "-t", target, "--", "echo", "up"));
        assertEquals("up\n", out());
        assertEquals(3, Files.readAllLines(tries).size());
    }

    @Test
    void targetsShareTheWay() {
        assertEquals(
                0,
                mitogen(
                        "run",
                        "-t",
                        "local/local,local/local",
                        "sh",
                        "-c",
                        "sed \"s/.*) . //; s/ .*//\" /proc/$PPID/stat"));
        String[] parents =
                out().lines().map(line -> line.replaceAll(".*\\| *", "")).toArray(String[]::new);
        assertEquals(2, parents.length);
        assertEquals(parents[0], parents[1], "both JVMs were started by the same one");
    }

    @Test
    void aTargetThatFailsHidesNoOther() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String refused = "ssh:127.0.0.1:" + port;
        assertEquals(3, mitogen("run", "-F", "none", "-t", refused + ",local", "echo", "here"));
        assertEquals(("local" + " ".repeat(refused.length() - 5)) + " | here\n", out());
        assertTrue(err().startsWith(refused + " | mitogen: "), err());
        String last = "mitogen: 1 ok, 1 failed: 1 refused the connection (" + refused + ")" + Execution.AGAIN + "\n";
        assertTrue(err().endsWith(last), err());
        String rest = err().substring(0, err().length() - last.length());
        assertTrue(rest.lines().allMatch(line -> line.startsWith(refused + " | ")), err());
        assertFalse(err().contains("\tat "), err());
    }

    @Test
    void theLastLineIsTheLast() {
        PrintStream both = new PrintStream(out, true, UTF_8);
        String[] run = {"run", "-t", "local,local/local", "sh", "-c", "printf begun; exit 4"};
        assertEquals(1, Main.run(run, both, both));
        assertTrue(
                out().endsWith("\nmitogen: 0 ok, 2 failed: 2 exited with 4 (local,local/local)" + Execution.AGAIN
                        + "\n"),
                out());
        assertTrue(out().contains("local/local | begun\n"), out());
    }
}
