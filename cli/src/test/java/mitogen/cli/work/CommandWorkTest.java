package mitogen.cli.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.cli.CommandCase;
import mitogen.cli.Gone;
import mitogen.cli.Main;
import org.junit.jupiter.api.Test;

/** A command at one target: its bytes, its status, and its end. */
class CommandWorkTest extends CommandCase {
    @Test
    void runPassesBytesAndStatusThrough() {
        assertEquals(
                3, mitogen("run", "-t", "local", "--", "sh", "-c", "printf 'a\\000\\n\\nb'; printf err >&2; exit 3"));
        assertPrinted("a\0\n\nb", "err");
    }

    @Test
    void aCommandThatDoesNotExistHasTheStatusOfAShell() {
        assertEquals(127, mitogen("run", "-t", "local", "--", "no-such-command"));
        assertTrue(err().startsWith("mitogen: no-such-command at local: there is no such program\nPATH is "), err());
    }

    @Test
    void muchOutputArrivesWhole() {
        assertEquals(0, mitogen("run", "-t", "local", "--", "seq", "200000"));
        assertEquals(200_000, out().lines().count());
        assertTrue(out().endsWith("\n200000\n"));
    }

    @Test
    void aCommandThatTakesTooLongIsEnded() throws Exception {
        Path pid = folder.resolve("pid");
        String sleep = "sleep 1000 & echo $! >" + pid + "; wait";
        assertEquals(124, mitogen("run", "-t", "local", "--command-timeout", "700ms", "--", "sh", "-c", sleep));
        assertPrinted("", CommandWork.LATE + "\n");
        Gone.await(Files.readString(pid).strip());
    }

    @Test
    void aSignalIsToldByName() {
        assertEquals(1, mitogen("run", "-t", "local", "-t", "local/local", "--", "sh", "-c", "kill -9 $$"));
        assertTrue(err().contains(" | mitogen: exit status 137 (SIGKILL)\n"), err());
        assertTrue(err().contains("0 ok, 2 failed: 2 ended by SIGKILL (local,local/local)\n"), err());
    }

    @Test
    void aMissingJavaIsNamed() {
        assertEquals(3, mitogen("run", "-t", "local", "--java", "/no/such/java", "ls"));
        assertTrue(err().startsWith("mitogen: "), err());
        assertTrue(err().contains("/no/such/java"), err());
        assertFalse(err().contains("\tat "), err());
        err.reset();
        assertEquals(3, mitogen("run", "-t", "local", "-vv", "--java", "/no/such/java", "ls"));
        assertTrue(err().contains("\tat "), "-vv shows the trace: " + err());
    }

    @Test
    void anInterruptEndsEverything() throws Exception {
        Path pid = folder.resolve("pid");
        AtomicInteger status = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        PrintStream watched = new PrintStream(out, true, UTF_8) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                started.countDown();
            }
        };
        String[] args = {"run", "-t", "local", "sh", "-c", "echo $$ >" + pid + "; echo up; exec sleep 100"};
        Thread command = new Thread(() -> status.set(Main.run(args, watched, watched)));
        command.start();
        started.await();
        command.interrupt();
        command.join();
        assertEquals(130, status.get());
        Gone.await(Files.readString(pid).strip());
    }
}
