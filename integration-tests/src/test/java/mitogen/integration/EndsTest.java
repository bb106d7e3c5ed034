package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.End;
import mitogen.Outcome;
import mitogen.Select;
import mitogen.Sender;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a program learns that a context is up, and that it has ended, and of waits that are limited. */
final class EndsTest extends ControllerFixture {
    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static long pid(Context context) {
        return context.call(() -> ProcessHandle.current().pid());
    }

    private static void kill(long pid, String signal) throws Exception {
        assertEquals(0, Signals.send(signal, pid));
    }

    @Test
    void aContextThatIsClosedTellsByWhom() throws Exception {
        Context context = mitogen.connect(local());
        assertSame(context, get(context.onUp()));
        CompletionStage<End> ended = context.onEnd();
        assertFalse(ended.toCompletableFuture().isDone());
        context.close();
        End end = get(ended);
        assertEquals(End.Reason.CLOSED, end.reason());
        assertEquals(context, end.context());
        assertEquals("local", end.hop());
        assertEquals("local is gone: it was closed by the controller", end.message());
        assertEquals(end, get(context.onEnd()), "asked for again, after the end");
        assertSame(context, get(context.onUp()), "it was up");
        ContextLostException late = assertThrows(ContextLostException.class, () -> context.call(() -> 1));
        assertEquals(End.Reason.CLOSED, late.end().reason());
    }

    @Test
    void processesThatExitAndThatAreKilledEndWithTheirStatus() throws Exception {
        Context exits = mitogen.connect(local());
        Context killed = mitogen.connect(local());
        exits.execute(() -> System.exit(3));
        End exit = get(exits.onEnd());
        assertEquals(End.Reason.EXITED, exit.reason());
        assertEquals(3, exit.exitStatus());
        kill(pid(killed), "KILL");
        End kill = get(killed.onEnd());
        assertEquals(End.Reason.KILLED, kill.reason(), kill::message);
        assertEquals(137, kill.exitStatus());
    }

    /** A task of several frames is answered, too: also where the controller knows the context by its number only. */
    @Test
    void aLargeCallToAContextThatHasEndedFails() {
        Context child = mitogen.connect(inProcess());
        Context last = child.call(() -> Context.current().connect(inProcess()).await());
        last.close();
        byte[] large = new byte[200_000];
        Call<Integer> call = last.submit(() -> large.length).orTimeout(Duration.ofSeconds(20));
        ContextLostException lost = assertThrows(ContextLostException.class, call::await);
        assertEquals(End.Reason.CLOSED, lost.end().reason());
    }

    /** The sender was on its way while the receiver's context ended, so nobody has told its new owner. */
    @Test
    void aSenderToAContextThatHasEndedTellsWhy(@TempDir Path folder) throws Exception {
        Context child = mitogen.connect(local());
        Sender<Integer> sender =
                child.call(() -> Context.current().<Integer>receiver().sender());
        Path go = folder.resolve("go");
        Context late =
                mitogen.connect(exec("sh", "-c", "while [ ! -e " + go + " ]; do sleep 0.02; done; exec \"$@\"", "sh"));
        Call<String> said = late.submit(() -> {
            try {
                sender.send(1);
                return "it is there";
            } catch (ContextLostException e) {
                return e.end().reason() + " at " + e.end().hop() + ": " + e.getMessage();
            }
        });
        CompletionStage<End> ended = child.onEnd();
        kill(pid(child), "KILL"); // whoever is closed tells the owners of senders, and may be faster than the end
        get(ended);
        Files.createFile(go);
        String expected = "KILLED at local: a channel to unknown context " + child.id() + " is gone: the process ";
        String told = said.await();
        assertTrue(told.startsWith(expected), told);
    }

    @Test
    void theEndOfAHopIsThatOfAllBehindIt() throws Exception {
        Context first = mitogen.connect(local());
        Context second = first.connect(inProcess());
        Context last = second.connect(local());
        List<End> ends = new ArrayList<>();
        long pid = pid(second);
        get(last.onUp());
        CompletionStage<End> ended = last.onEnd();
        kill(pid, "KILL");
        ends.add(get(ended));
        ends.add(get(second.onEnd()));
        for (End end : ends) {
            assertEquals(End.Reason.KILLED, end.reason(), end::message);
            assertEquals("local", end.hop(), "the hop that ended first");
            assertEquals(137, end.exitStatus());
        }
        assertEquals("local/in-process/local", ends.get(0).context().name());
    }

    @Test
    void anEndSeveralHopsAwayTellsItsHop() throws Exception {
        Context second = mitogen.connect(inProcess()).connect(inProcess());
        Context last = second.connect(local());
        Context behind = last.connect(inProcess());
        kill(pid(behind), "KILL");
        End end = get(behind.onEnd());
        assertEquals(End.Reason.KILLED, end.reason(), end::message);
        assertEquals("in-process/in-process/local", end.hop());
        assertEquals(137, end.exitStatus());
        assertEquals("fine", second.call(() -> "fine"));
    }

    @Test
    void aFrozenContextEndsAsSilent() throws Exception {
        try (Mitogen impatient = Mitogen.open(Options.defaults().withHeartbeat(Duration.ofSeconds(1)))) {
            Context frozen = impatient.connect(local());
            long pid = pid(frozen);
            kill(pid, "STOP");
            End end = get(frozen.onEnd());
            assertEquals(End.Reason.SILENT, end.reason(), end::message);
            Await.until("it is gone", () -> !Processes.alive(pid));
        }
    }

    @Test
    void aConnectThatFailsEndsTheContextThatNeverWas() throws Exception {
        Context never = mitogen.connect(exec("/no/such/command"));
        Context behind = never.connect(local());
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(never.onUp()));
        ConnectFailedException why = assertInstanceOf(ConnectFailedException.class, failed.getCause());
        assertEquals(ConnectFailedException.Reason.TOOL_MISSING, why.reason());
        assertThrows(ExecutionException.class, () -> get(behind.onUp()));
        for (Context each : List.of(never, behind)) {
            End end = get(each.onEnd());
            assertEquals(End.Reason.NOT_CONNECTED, end.reason());
            assertEquals(never.name(), end.hop());
            assertEquals(each, end.context());
        }
        Outcome<Integer> outcome = behind.submit(() -> 1).outcome();
        assertEquals(
                never.name(),
                assertInstanceOf(Outcome.Lost.class, outcome).end().hop());
    }

    @Test
    void aContextThatIsClosedBeforeItIsUp() throws Exception {
        Context slow = mitogen.connect(exec("sh", "-c", "exec sleep 60", "sh"));
        CompletionStage<Context> up = slow.onUp();
        slow.close();
        assertEquals(End.Reason.CLOSED, get(slow.onEnd()).reason());
        assertThrows(ExecutionException.class, () -> get(up));
    }

    @Test
    void theCloseOfTheControllerEndsAllAndItself() throws Exception {
        Context child = mitogen.connect(inProcess());
        child.await();
        List<CompletionStage<End>> ends = List.of(
                child.onEnd(),
                child.connect(inProcess()).await().onEnd(),
                mitogen.context().onEnd());
        assertSame(mitogen.context(), get(mitogen.context().onUp()));
        mitogen.close();
        for (CompletionStage<End> each : ends) {
            assertEquals(End.Reason.CLOSED, get(each).reason());
        }
    }

    /** A callback that waits holds up nobody: neither the link that brought the news nor other callbacks. */
    @Test
    void callbacksRunOnTaskThreadsAndMayWait() throws Exception {
        Context parent = mitogen.connect(local());
        Context child = parent.connect(inProcess());
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<String> thread = new CompletableFuture<>();
        AtomicInteger times = new AtomicInteger();
        child.onUp().thenAccept(context -> {
            thread.complete(Thread.currentThread().getName());
            await(open);
        });
        child.await();
        assertTrue(get(thread).startsWith("mitogen-task-"), get(thread));
        CompletableFuture<String> ending = new CompletableFuture<>();
        child.onEnd().thenAccept(end -> {
            times.incrementAndGet();
            ending.complete(Thread.currentThread().getName());
            await(open);
        });
        child.close();
        assertTrue(get(ending).startsWith("mitogen-task-"), get(ending));
        assertEquals("still read", parent.call(() -> "still read"));
        assertEquals(End.Reason.CLOSED, get(child.onEnd()).reason(), "another stage is not held up");
        open.countDown();
        parent.close();
        assertEquals(1, times.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nobodyElseCanCompleteAStage() {
        Context context = mitogen.connect(inProcess());
        context.onEnd().toCompletableFuture().complete(null);
        assertFalse(context.onEnd().toCompletableFuture().isDone());
    }

    /** The task knows the context only by its number: somebody else has connected it. */
    @Test
    void aContextThatSomebodyElseConnectedCanBeWatched() throws Exception {
        Context watcher = mitogen.connect(local());
        Context below = watcher.connect(inProcess());
        Context sibling = mitogen.connect(local()).await();
        Call<String> seen = watcher.submit(() -> {
            get(sibling.onUp());
            Watched.seen.countDown();
            return get(sibling.onEnd()).reason() + " " + get(below.onEnd()).reason();
        });
        watcher.call(() -> Watched.seen.await());
        sibling.close();
        below.close();
        assertEquals("CLOSED CLOSED", seen.await());
        assertEquals(
                End.Reason.CLOSED,
                get(watcher.call(() -> Watched.gone()).onEnd()).reason(),
                "of one that has ended before anybody asked");
    }

    /** In the watching context. */
    static final class Watched {
        static final CountDownLatch seen = new CountDownLatch(1);

        private Watched() {}

        static Context gone() {
            Context gone = Context.current().connect(inProcess()).await();
            gone.close();
            return gone;
        }
    }

    @Test
    void endsCanBeSelected() throws Exception {
        Context first = mitogen.connect(inProcess());
        Context second = mitogen.connect(exec("/no/such/command"));
        CompletionStage<End> end = first.onEnd();
        Select<Object> select = new Select<Object>().add(second.onUp());
        Outcome<Object> failed = select.take();
        assertEquals(
                End.Reason.NOT_CONNECTED,
                assertInstanceOf(Outcome.Lost.class, failed).end().reason());
        select.add(end).add(first.submit(() -> 1));
        assertEquals(1, select.take().get());
        first.close();
        Outcome<Object> ended = select.take();
        assertSame(end, ended.source());
        assertEquals(End.Reason.CLOSED, ((End) ended.get()).reason());
        assertTrue(select.isEmpty());
    }

    @Test
    void timeoutsApplyToAllThatIsWaitedFor() throws Exception {
        Context slow = mitogen.connect(exec("sh", "-c", "exec sleep 60", "sh"));
        Context hasty = slow.withTimeout(Duration.ofMillis(50));
        for (DeadlineException each : List.of(
                assertThrows(DeadlineException.class, hasty::await),
                assertThrows(DeadlineException.class, hasty::ping),
                assertThrows(DeadlineException.class, () -> hasty.grant(slow)),
                assertThrows(DeadlineException.class, () -> hasty.call(() -> 1)))) {
            assertTrue(each.getMessage().contains("within 0.05s"), each::getMessage);
        }
        slow.close();
        Context frozen = mitogen.connect(local());
        long pid = pid(frozen);
        kill(pid, "STOP");
        Context patient = frozen.withTimeout(Duration.ofMillis(50));
        Await.until("it is frozen, and a ping has a timeout", () -> {
            try {
                patient.ping();
                return false; // the signal is on its way
            } catch (DeadlineException late) {
                return true;
            }
        });
        DeadlineException close = assertThrows(DeadlineException.class, patient::close);
        assertEquals("local had not ended within 0.05s; it is still being closed", close.getMessage());
        assertEquals(End.Reason.CLOSED, get(frozen.onEnd()).reason(), "the close goes on");
        Await.until("it is gone", () -> !Processes.alive(pid));
        Context up = mitogen.connect(inProcess()).withTimeout(Duration.ofSeconds(30));
        assertSame(up, up.await());
        assertTrue(up.ping().toNanos() > 0);
        up.close();
    }
}
