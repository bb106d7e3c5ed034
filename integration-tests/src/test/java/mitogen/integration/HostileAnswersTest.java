package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.HostileChild.payload;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.End;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.connect.Exec;
import mitogen.controller.Options;
import mitogen.methods.CommandMethod;
import mitogen.parent.Connects;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hostile child, or tool, that answers wrongly or never holds up nobody for ever. */
@Tag("build")
final class HostileAnswersTest extends HostileTest {
    private static final int KEYS = 100_000;

    @TempDir
    Path directory;

    /** What it answers to the order to connect a context. */
    private Context connecting(int flags, Consumer<PayloadWriter> answer) throws Exception {
        Context below = hostile.context().connect(local().withTimeout(Duration.ofSeconds(1)));
        Frame order = hostile.reply(Protocol.CONNECT);
        if (answer != null) {
            hostile.send(0, order.replyTo(), 0, flags, payload(answer));
        }
        return below;
    }

    private static void assertFails(Context below, Class<? extends MitogenException> how) throws Exception {
        assertThrows(how, below::await);
        Call<Integer> call = below.submit(() -> 1);
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        assertThrows(MitogenException.class, below::ping);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Protocol.ERROR, Protocol.DEAD})
    void aConnectThatIsAnsweredWithNothingFails(int flags) throws Exception {
        assertGone(connecting(flags, to -> {}));
    }

    /** It does not say that the context is gone, and answers nothing that is sent there. */
    private static void assertGone(Context below) throws Exception {
        assertFails(below, MitogenException.class);
        below.close(); // in less than a test may take
    }

    @Test
    void aConnectThatFailsWithWhatIsNoThrowableFails() throws Exception {
        Context below = connecting(Protocol.ERROR, to -> to.putByte(2));
        assertFails(below, ConnectFailedException.class);
    }

    private static void failure(PayloadWriter to, String reason, String message) {
        to.putByte(37);
        for (String text : List.of(reason, "SHELL", "x", message)) {
            to.putString(text);
        }
        to.putLong(0);
        to.putLong(7);
        to.putLong(1);
        to.putString("a\u001b[2Jb");
    }

    @Test
    void aConnectThatFailsForAReasonOfItsOwnFails() throws Exception {
        Failures.fails(Reason.CONNECTOR_FAILED, connecting(Protocol.ERROR, to -> failure(to, "WHATEVER", "x"))::await);
    }

    @Test
    void aConnectThatFailsShowsNoControlCharacters() throws Exception {
        ConnectFailedException failure = Failures.fails(
                Reason.KILLED, connecting(Protocol.ERROR, to -> failure(to, "KILLED", "why\u001b[2J"))::await);
        assertEquals("why\\u{1b}[2J", failure.getMessage());
        assertEquals(List.of("a\\u{1b}[2Jb"), failure.lines());
        assertEquals(7, failure.exitStatus());
    }

    @Test
    void aConnectThatIsNeverAnsweredEnds() throws Exception {
        Context below = connecting(0, null);
        Call<Integer> call = below.submit(() -> 1);
        assertFails(below, ConnectFailedException.class);
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        below.close();
    }

    /** A list of two numbers, of which many have the same hash code. */
    private static void key(PayloadWriter to, int number) {
        to.putByte(13);
        to.putByte(0);
        to.putLong(2);
        to.putByte(3);
        to.putLong(number);
        to.putByte(3);
        to.putLong(-31L * number);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7, 9}) // sets, and maps, with a hash table
    void keysThatCollideAreRefused(int container) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        boolean map = container == 2 || container == 7 || container == 9;
        hostile.send(0, replyTo, 0, 0, payload(to -> {
            to.putByte(map ? 14 : 13);
            to.putByte(container);
            to.putLong(KEYS);
            for (int i = 0; i < KEYS; i++) {
                key(to, i);
                if (map) {
                    to.putByte(2);
                }
            }
        }));
        ValueException refused = assertThrows(ValueException.class, call::await);
        assertEquals("the keys of a set or a map collide", refused.getMessage());
    }

    @Test
    void aNameOfManyCharactersIsRefused() throws Exception {
        for (int handle : new int[] {Protocol.GET_CLASS, Protocol.RESOURCE}) {
            assertEquals(
                    "controller takes no name of 60000 characters",
                    hostile.refused(handle, payload(to -> to.putString("A".repeat(60_000)))));
        }
        String longest = "A".repeat(8192);
        assertTrue(hostile.classes(longest).containsKey("!" + longest));
    }

    /** A tool that starts a process of its own, which keeps the pipes. */
    private Context held(String then) {
        Path pid = directory.resolve("pid");
        return mitogen.connect(exec("sh", "-c", "(setsid sleep 100 & echo $! >" + pid + "); " + then, "sh")
                .withTimeout(Duration.ofSeconds(60)));
    }

    private void release() throws Exception {
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aProcessThatKeepsThePipesDoesNotHoldAClose() throws Exception {
        Context context = held("exec \"$@\"").await();
        try {
            long start = System.nanoTime();
            context.close();
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(time.compareTo(Duration.ofSeconds(5)) < 0, () -> "it took " + time.toMillis() + " ms");
        } finally {
            release();
        }
    }

    /** Nor does it read: the pipe that leads there is full, and whoever writes to it waits for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProcessThatKeepsAFullPipeHoldsNobody(boolean closed) throws Exception {
        Path pid = directory.resolve("pid");
        Exec keeper = exec("sh", "-c", "exec 3<&0; sleep 100 <&3 & echo $! >" + pid + "; wait", "sh")
                .withTimeout(Duration.ofSeconds(closed ? 60 : 1));
        Context context = mitogen.connect(keeper);
        try {
            byte[] more = new byte[200_000]; // than a pipe takes
            Call<Integer> call = context.submit(() -> more.length);
            Await.until("the process", () -> Files.isRegularFile(pid) && Files.size(pid) > 0);
            if (closed) {
                context.close();
            }
            ConnectFailedException failed = assertThrows(
                    ConnectFailedException.class,
                    () -> call.orTimeout(Duration.ofSeconds(10)).await());
            assertEquals(closed ? Reason.CLOSED : Reason.TIMEOUT, failed.reason());
            Call<Void> slow = sibling.submit(() -> Thread.sleep(60_000)).orTimeout(Duration.ofMillis(10));
            assertThrows(DeadlineException.class, slow::await);
        } finally {
            release();
        }
    }

    /** The context is up. What waits to be written to it may keep its writer in the pipe, and nobody else. */
    @Test
    void aProcessThatKeepsAFullPipeHoldsNoThreadOfTheController() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        reopen(Options.defaults().withHeartbeat(Duration.ofMillis(300)));
        Path pid = directory.resolve("pid");
        Context context = mitogen.connect(exec(
                "sh",
                "-c",
                "exec 3<&0; (sleep 100 <&3 >&- 2>&- & echo $! >" + pid + "); exec 3<&-; exec \"$@\"",
                "sh"));
        try (Frozen frozen =
                new Frozen(context.call(() -> ProcessHandle.current().pid()))) {
            byte[] more = new byte[200_000]; // than a pipe takes
            Call<Integer> call = context.submit(() -> more.length);
            ContextLostException lost = assertThrows(
                    ContextLostException.class,
                    () -> call.orTimeout(Duration.ofSeconds(20)).await());
            assertEquals(End.Reason.SILENT, lost.end().reason());
            assertFalse(Processes.alive(frozen.pid));
            mitogen.close();
            Await.until(
                    "no other thread is left",
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> !before.contains(thread))
                            .map(Thread::getName)
                            .noneMatch(name -> name.startsWith("mitogen-") && !name.equals("mitogen-writer-exec:sh")));
        } finally {
            release();
            reopen(Options.defaults());
        }
    }

    /** It ends before, or while, somebody waits for what it prints: the JDK closes its output in the one case only. */
    @ParameterizedTest
    @ValueSource(strings = {"exit 3", "sleep 1; exit 3"})
    void aProcessThatKeepsThePipesDoesNotHoldAConnect(String then) throws Exception {
        Context context = held(then);
        try {
            ConnectFailedException ended =
                    assertThrows(ConnectFailedException.class, context::await); // within its time
            assertTrue(
                    ended.getMessage().contains("it ended before the far side's shell answered"), ended.getMessage());
            assertTrue(ended.getMessage().contains("exit status 3"), ended.getMessage());
            assertEquals(Reason.BOOTSTRAP_FAILED, ended.reason());
        } finally {
            release();
        }
    }

    /** As the doctor runs it. */
    @Test
    void aProcessThatKeepsThePipesDoesNotHoldAScript() throws Exception {
        Path pid = directory.resolve("pid");
        Exec keeper = exec("sh", "-c", "(setsid sleep 100 & echo $! >" + pid + "); exec \"$@\"", "sh")
                .withTimeout(Duration.ofSeconds(20));
        try {
            String printed = mitogen.context().call(() -> Connects.output((CommandMethod) keeper, "echo 12", 100));
            assertEquals("12\n", printed);
        } finally {
            release();
        }
    }
}
