package mitogen.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mitogen.Command;
import mitogen.CommandException.Reason;
import mitogen.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProcessTest {
    @TempDir
    private Path folder;

    private static int sh(String script) throws InterruptedException {
        return run("sh", "-c", script);
    }

    private static int run(String... command) throws InterruptedException {
        return ended(Command.of(command)).status();
    }

    private static Ended ended(Command command) throws InterruptedException {
        return new RunProcess(plan(command), null, null, null).run();
    }

    private static Plan plan(Command command) {
        return Plans.toRun(command.withOutput(Command.Output.ofContext()).withErrors(Command.Output.ofContext()));
    }

    private static Ended ended(String script, long silence) throws Exception {
        return Starter.start(plan(Command.shell(script))).run(null, null, null, silence);
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

    /** Most threads of a JVM block SIGQUIT, and what they start inherits that. Some shells would hide it. */
    @Test
    void noSignalIsBlocked() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25 || run("env", "--default-signal=QUIT", "true") == 0, "env cannot");
        try (Printed printed = new Printed()) {
            assertEquals(0, run("grep", "SigBlk", "/proc/self/status"));
            assertEquals("SigBlk:\t0000000000000000\n", printed.out());
        }
    }

    @Test
    void argumentsAreNotTouched() throws Exception {
        try (Printed printed = new Printed()) {
            run("printf", "%s|", "a b", "$HOME", "", "*", "'\"");
            assertEquals("a b|$HOME||*|'\"|", printed.out());
        }
    }

    /** Java's strings would lose them, as the locale here may be any. */
    @Test
    void bytesOfArgumentsAreNotTouched() throws Exception {
        byte[] all = new byte[255];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 1);
        }
        byte[] ends = "\\101%s\n\n".getBytes(UTF_8);
        List<byte[]> command = List.of("printf".getBytes(UTF_8), "%s|".getBytes(UTF_8), all, ends, new byte[0]);
        try (Printed printed = new Printed()) {
            assertEquals(0, ended(Command.ofBytes(command)).status());
            byte[] expected = new byte[all.length + ends.length + 3];
            System.arraycopy(all, 0, expected, 0, all.length);
            expected[all.length] = '|';
            System.arraycopy(ends, 0, expected, all.length + 1, ends.length);
            expected[expected.length - 2] = '|';
            expected[expected.length - 1] = '|';
            assertArrayEquals(expected, printed.bytes());
        }
        assertEquals(Reason.NOT_FOUND, ended(Command.of("gr\u00fcn")).reason());
    }

    @Test
    void whatCannotBeRunSaysWhy() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "");
        Ended missing = ended(Command.of("no-such-command"));
        assertEquals(Reason.NOT_FOUND, missing.reason());
        assertTrue(missing.text().startsWith("PATH is "), missing.text());
        Ended notExecutable = ended(Command.of(plain.toString()));
        assertEquals(Reason.NOT_EXECUTABLE, notExecutable.reason());
        assertEquals("Permission denied", notExecutable.text());
    }

    @Test
    void aSignalIsSeenInTheStatus() throws Exception {
        assertEquals(128 + 9, sh("kill -9 $$"));
    }

    @Test
    void whatIsLeftInTheBackgroundIsNotWaitedFor() throws Exception {
        try (Printed printed = new Printed()) {
            Path pid = folder.resolve("pid");
            Ended ended = ended("sleep 600 & echo $! >" + pid + "; echo on; exit 3", 100_000_000);
            assertEquals(3, ended.status());
            assertEquals("on\n", printed.out());
            assertTrue(ended.leftOpen());
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Takes one piece, and no more before it is released. */
    private static final class SlowSender implements Sender<byte[]> {
        final CountDownLatch released = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicInteger bytes = new AtomicInteger();

        @Override
        public void send(byte[] piece) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            bytes.addAndGet(piece.length);
        }

        @Override
        public void close() {
            closed.countDown();
        }

        @Override
        public void fail(Throwable reason) {}

        @Override
        public Sender<byte[]> detach() {
            return this;
        }
    }

    /** Whoever starts a process may end it, and wait for it, without having read it. */
    @Test
    @Timeout(30)
    void whatNobodyTakesHoldsUpNoExit() throws Exception {
        SlowSender output = new SlowSender();
        // No more than a pipe takes.
        Command command = Command.shell("head -c 60000 /dev/zero; exit 3").withInput("");
        Ended ended = Starter.start(Plans.toStart(command)).run(output, new SlowSender(), null, 1_000_000);
        assertEquals(3, ended.status());
        assertTrue(ended.leftOpen());
        output.released.countDown();
        output.closed.await();
        assertEquals(60_000, output.bytes.get(), "it can be read all the same");
    }

    /** It is the silence that counts, not the time since the end; and the end of the one output ends it, too. */
    @Test
    void whatTheBackgroundPrintsForLongIsNotLost() throws Exception {
        try (Printed printed = new Printed()) {
            String background =
                    "(i=0; while [ $((i+=1)) -le 25 ]; do sleep 0.1; echo $i; done; exec >&-; sleep 0.5) & echo 0";
            Ended ended = ended(background, 2_000_000_000);
            assertEquals(0, ended.status());
            assertEquals(26, printed.out().lines().count());
            assertFalse(ended.leftOpen());
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
            assertEquals(0, run("bash", "-c", "exec > >(tee " + log + "); seq 20000"));
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
                sh("trap '' TERM; (trap '' TERM; sleep 600 & echo $! $$ >" + pids + ".new; mv " + pids + ".new " + pids
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
            gone(pid);
        }
    }

    /** Whether it heeds the polite signal or not, a shell does not go on when what it waits for is killed. */
    @ParameterizedTest
    @ValueSource(strings = {"", "trap '' TERM; "})
    void anInterruptDoesNotLetAScriptGoOn(String trap) throws Exception {
        Path started = folder.resolve("started");
        Path next = folder.resolve("next");
        interrupted(
                trap + "sleep 60 & first=$!; i=0; while [ $((i+=1)) -lt 50 ]; do sleep 60 & done; : >" + started
                        + "; wait $first; : >" + next,
                started);
        assertFalse(Files.exists(next));
    }

    @Test
    void anInterruptLetsAScriptCleanUp() throws Exception {
        Path started = folder.resolve("started");
        Path cleaned = folder.resolve("cleaned");
        interrupted("trap ': >" + cleaned + "; exit' TERM; : >" + started + "; sleep 600 & wait", started);
        assertTrue(Files.exists(cleaned));
    }

    /** A list of what is below it would be too old at once. */
    @Test
    void whatAScriptStartsMeanwhileEndsToo() throws Exception {
        Path started = folder.resolve("started");
        String mark = "600." + System.nanoTime();
        interrupted(
                ": >" + started + "; i=0; while [ $((i+=1)) -lt 400 ]; do sleep " + mark + " & done; wait", started);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        List<ProcessHandle> left = marked(mark);
        while (!left.isEmpty() && System.nanoTime() < deadline) { // a signal takes a moment
            left = marked(mark);
        }
        left.forEach(ProcessHandle::destroyForcibly);
        assertEquals(List.of(), left);
    }

    private static List<ProcessHandle> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(each ->
                        List.of(each.info().arguments().orElse(new String[0])).contains(mark))
                .toList();
    }

    /** Runs a script and interrupts that as soon as a file is there. */
    private static void interrupted(String script, Path file) throws Exception {
        Thread caller = new Thread(() -> {
            try {
                sh(script);
            } catch (InterruptedException expected) {
                Thread.currentThread().interrupt();
            }
        });
        caller.start();
        awaitContent(file);
        caller.interrupt();
        caller.join();
    }

    private static String awaitContent(Path file) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(file)) {
            assertTrue(System.nanoTime() < deadline, file + " did not appear");
            Thread.onSpinWait();
        }
        return Files.readString(file);
    }

    /** In many containers the first process reaps nobody, and {@code ProcessHandle.onExit} would wait for that as well. */
    private static void gone(String pid) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid)) {
            assertTrue(System.nanoTime() < deadline, "process " + pid + " goes on");
            Thread.onSpinWait();
        }
    }

    private static boolean isZombie(String pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/status")).contains("State:\tZ");
        } catch (IOException gone) {
            return true;
        }
    }
}
