package mitogen.cli.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    @TempDir
    private Path folder;

    private static int sh(String script) throws InterruptedException {
        return new RunCommand(List.of("sh", "-c", script)).run();
    }

    @Test
    void bytesAreExactAndStreamsApart() throws Exception {
        byte[] content = new byte[1_000_003];
        long seed = System.nanoTime();
        new Random(seed).nextBytes(content);
        Path file = Files.write(folder.resolve("bytes"), content);
        try (Printed printed = new Printed()) {
            assertEquals(7, sh("cat " + file + "; echo error >&2; exit 7"));
            assertArrayEquals(content, printed.bytes(), "seed " + seed);
            assertEquals("error\n", printed.err());
        }
    }

    @Test
    void standardInputIsEmpty() throws Exception {
        try (Printed printed = new Printed()) {
            assertEquals(0, sh("cat; readlink /proc/self/fd/0"));
            assertEquals("/dev/null\n", printed.out());
        }
    }

    @Test
    void argumentsAreNotTouched() throws Exception {
        try (Printed printed = new Printed()) {
            new RunCommand(List.of("printf", "%s|", "a b", "$HOME", "", "*", "'\"")).run();
            assertEquals("a b|$HOME||*|'\"|", printed.out());
        }
    }

    @Test
    void whatCannotBeRunHasTheStatusesOfAShell() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "");
        try (Printed printed = new Printed()) {
            assertEquals(127, new RunCommand(List.of("no-such-command")).run());
            assertTrue(
                    printed.err().startsWith("mitogen: no-such-command: command not found\nPATH is "), printed.err());
        }
        try (Printed printed = new Printed()) {
            assertEquals(126, new RunCommand(List.of(plain.toString())).run());
            assertEquals("mitogen: " + plain + ": cannot be executed: Permission denied\n", printed.err());
        }
    }

    @Test
    void aSignalIsSeenInTheStatus() throws Exception {
        assertEquals(128 + 9, sh("kill -9 $$"));
    }

    @Test
    void whatIsLeftInTheBackgroundIsNotWaitedFor() throws Exception {
        try (Printed printed = new Printed()) {
            Path pid = folder.resolve("pid");
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> assertEquals(3, sh("sleep 60 & echo $! >" + pid + "; echo on; exit 3")));
            assertEquals("on\n", printed.out());
            assertEquals(Subprocess.LEFT_OPEN + "\n", printed.err());
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The JDK closes its pipes when the process ends: the writer behind it would be killed by SIGPIPE. */
    @Test
    void whatTheBackgroundStillPrintsIsNotLost() throws Exception {
        Path ended = folder.resolve("ended");
        try (Printed printed = new Printed()) {
            assertEquals(
                    3,
                    sh("(while kill -0 $$ 2>/dev/null; do sleep 0.1; done; seq 20000; echo late >&2; echo $? >" + ended
                            + ") & echo now; exit 3"));
            assertEquals(20_001, printed.out().lines().count());
            assertEquals("late\n", printed.err());
            assertEquals("0\n", Files.readString(ended));
        }
    }

    /** What bash makes of {@code exec > >(tee log)}: a grandchild prints all of it. */
    @Test
    void whatAnotherProcessPrintsForItIsNotLost() throws Exception {
        Path log = folder.resolve("log");
        try (Printed printed = new Printed()) {
            assertEquals(0, new RunCommand(List.of("bash", "-c", "exec > >(tee " + log + "); seq 20000")).run());
            assertEquals(20_000, printed.out().lines().count());
            assertEquals(20_000, Files.readAllLines(log).size());
        }
    }

    @Test
    void anInterruptKillsTheProcessAndWhatItStarted() throws Exception {
        Path pids = folder.resolve("pids");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                sh("trap '' TERM; (trap '' TERM; sleep 60 & echo $! $$ >" + pids + ".new; mv " + pids + ".new " + pids
                        + "; wait; wait) & wait; wait");
            } catch (Throwable failure) {
                thrown.set(failure);
            }
        });
        caller.start();
        String[] both = awaitContent(pids).strip().split(" ", -1);
        caller.interrupt();
        caller.join();
        assertEquals(InterruptedException.class, thrown.get().getClass());
        for (String pid : both) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process -> process.onExit().join());
            assertFalse(
                    ProcessHandle.of(Long.parseLong(pid))
                            .map(ProcessHandle::isAlive)
                            .orElse(false),
                    pid);
        }
    }

    private static String awaitContent(Path file) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(file)) {
            assertTrue(System.nanoTime() < deadline, file + " did not appear");
            Thread.onSpinWait();
        }
        return Files.readString(file);
    }
}
