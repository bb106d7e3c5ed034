package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Context;
import mitogen.DeadlineException;
import mitogen.RefusedException;
import mitogen.Task;
import mitogen.ValueException;
import org.junit.jupiter.api.Test;

/** What every context can do with calls: deadlines, limits, and what happens to the work of those that are given up. */
abstract class CallContract extends ValueContract {
    @Override
    void forget() {
        super.forget();
        context.call(Far::forget);
    }

    // Deadlines

    @Test
    void aDeadlineReleasesTheCallerAndStopsTheWork() throws Exception {
        context.await(); // or else it is the connecting that takes too long
        Context hasty = context.withTimeout(Duration.ofMillis(300));
        Call<Void> call = hasty.submit(Remote::sleep);
        Await.until("the task runs", () -> context.call(() -> Remote.value != null) || call.isDone());
        DeadlineException late = assertThrows(DeadlineException.class, call::await);
        assertTrue(late.getMessage().startsWith(context.name() + " gave no result within 0.3s"), late.getMessage());
        Await.until("the task is interrupted", () -> !"sleeping".equals(context.call(() -> Remote.value)));
    }

    @Test
    void aDeadlineForOneCallReachesItsStages() throws Exception {
        context.await();
        CompletableFuture<String> seen = new CompletableFuture<>();
        Call<Void> call = context.submit(Remote::sleep);
        call.whenComplete((value, failure) -> seen.complete(failure.getClass().getSimpleName() + " on "
                + Thread.currentThread().getName()));
        assertSame(call, call.orTimeout(Duration.ofMillis(200)).orTimeout(Duration.ofDays(1_000_000)));
        String text = seen.get(20, TimeUnit.SECONDS);
        assertTrue(text.startsWith("DeadlineException on mitogen-task-"), text);
        Await.until("the task is interrupted", () -> !"sleeping".equals(context.call(() -> Remote.value)));
        assertEquals("in time", context.withTimeout(Duration.ofSeconds(60)).call(() -> "in time"));
    }

    @Test
    void deadlinesThatHavePassedSendNothing() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(Long.MIN_VALUE))) {
            Call<String> call = context.withTimeout(none).submit(() -> Remote.value = "sent");
            assertTrue(call.isDone());
            DeadlineException late = assertThrows(DeadlineException.class, call::await);
            assertTrue(late.getMessage().contains(context.name()), late.getMessage());
        }
        assertEquals("nothing came", context.call(() -> Remote.value == null ? "nothing came" : Remote.value));
    }

    @Test
    void whoeverCompletesACallStopsItsWork() throws Exception {
        context.await();
        List<Call<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(context.submit(() -> Far.hold()));
        }
        Await.until("all run", () -> context.call(() -> Far.HELD.size()) == 4);
        calls.get(0).cancel(false);
        calls.get(1).toCompletableFuture().complete(null);
        calls.get(2).toCompletableFuture().completeExceptionally(new IllegalStateException("no more"));
        CompletableFuture<Void> last = calls.get(3).toCompletableFuture().orTimeout(1, TimeUnit.MILLISECONDS);
        assertSame(calls.get(3), last);
        CompletionException failure = assertThrows(CompletionException.class, calls.get(3)::await);
        assertTrue(failure.getCause() instanceof TimeoutException, failure::toString);
        assertThrows(CompletionException.class, calls.get(2)::await);
        assertThrows(CancellationException.class, calls.get(0)::await);
        Await.until("all are interrupted", () -> context.call(() -> Far.INTERRUPTED.size()) == 4);
    }

    @Test
    @Alone
    void cancelBeforeDuringAndAfter() throws Exception {
        Call<Void> early = context.submit(() -> Far.hold()); // it is still connecting
        assertTrue(early.cancel(true));
        assertTrue(early.isCancelled());
        Call<Void> during = context.submit(() -> Far.hold());
        Await.until("it runs", () -> context.call(() -> Far.HELD.size()) > 0);
        assertTrue(during.cancel(true));
        Call<Integer> after = context.submit(() -> 3);
        assertEquals(3, after.await());
        assertFalse(after.cancel(true));
        assertFalse(after.isCancelled());
        assertEquals(3, after.await());
        Await.until("nothing is left", () -> context.call(() -> Far.HELD.size() == Far.INTERRUPTED.size()));
    }

    // Limits

    @Test
    void aLimitLetsOthersWaitInTheirOrder() throws Exception {
        Context two = context.withLimit(2);
        int[] captured = {0};
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            captured[0] = i; // each task has its own copy
            calls.add(two.submit(() -> Far.pass(captured[0])));
        }
        Await.until("two have started", () -> context.call(() -> Far.STARTED.size()) == 2);
        assertTrue(calls.get(5).cancel(true)); // never to be sent
        assertThrows(DeadlineException.class, calls.get(6).orTimeout(Duration.ofMillis(1))::await);
        assertEquals(2, context.call(() -> Far.STARTED.size()), "no more than two while these are under way");
        context.call(() -> Far.GATE.release(100));
        for (int i : new int[] {0, 1, 2, 3, 4, 7}) {
            assertEquals(i, calls.get(i).await());
        }
        Set<Integer> started = context.call(() -> new HashSet<>(Far.STARTED));
        assertEquals(Set.of(0, 1, 2, 3, 4, 7), started);
        assertEquals(2, context.call(() -> Far.MOST.get(0)));
        context.call(() -> Far.STARTED.clear());
        Context one = context.withLimit(1);
        for (int i = 0; i < 20; i++) {
            int number = i;
            calls.add(one.submit(() -> Far.pass(number)));
        }
        one.call(() -> Far.pass(20));
        List<Integer> order = context.call(() -> List.copyOf(Far.STARTED));
        assertEquals(IntStream.rangeClosed(0, 20).boxed().toList(), order);
    }

    @Test
    void theRoomOfACallThatIsGivenUpIsFreeAgain() throws Exception {
        Context one = context.withLimit(1).withTimeout(Duration.ofDays(1));
        Call<Void> first = one.submit(() -> Far.hold());
        Call<Integer> second = one.submit(() -> 2);
        assertFalse(second.isDone());
        first.cancel(true);
        assertEquals(2, second.await());
        Await.until("it is interrupted", () -> context.call(() -> Far.HELD.size() == Far.INTERRUPTED.size()));
        for (int i = 0; i < 20; i++) {
            int number = i;
            assertEquals(i, one.call(() -> number));
            assertThrows(CallException.class, () -> one.call(() -> Remote.fail("x")));
        }
    }

    @Test
    void viewsAreTheSameContext() {
        Context view = context.withTimeout(Duration.ofDays(1)).withLimit(1);
        assertEquals(context, view);
        assertEquals(view, context);
        assertEquals(context.hashCode(), view.hashCode());
        assertEquals(context.id(), context.call(() -> view.id()));
        assertTrue(context.call(() -> view.equals(Context.current())));
        assertThrows(IllegalArgumentException.class, () -> context.withLimit(0));
        assertThrows(NullPointerException.class, () -> context.withTimeout(null));
        Context none = context.withLimit(1).withTimeout(Duration.ZERO);
        assertThrows(DeadlineException.class, () -> none.call(() -> 1));
        assertThrows(DeadlineException.class, () -> none.withLimit(3).call(() -> 1));
        assertEquals(1, none.withTimeout(Duration.ofDays(1)).call(() -> 1));
    }

    // Values and failures

    @Test
    void whatATaskCapturesIsCopiedWhenItIsSubmitted() {
        List<String> mine = new ArrayList<>(List.of("a"));
        int[] numbers = {1};
        Call<String> call = context.submit(() -> {
            mine.add("there");
            numbers[0]++;
            return mine + " " + numbers[0];
        });
        mine.add("b");
        numbers[0] = 7;
        assertEquals("[a, there] 2", call.await());
        assertEquals(List.of("a", "b"), mine);
        assertEquals(7, numbers[0]);
    }

    @Test
    void whatCannotBeCarriedIsSaid() {
        Task<Integer> none = null;
        assertThrows(NullPointerException.class, () -> context.submit(none));
        Object plain = new Object();
        ValueException task = assertThrows(ValueException.class, () -> context.submit(() -> plain.hashCode()));
        assertTrue(task.getMessage().contains("captured variable 1 of 1"), task.getMessage());
        ValueException result = assertThrows(ValueException.class, () -> context.call(() -> (Object) new Thread()));
        assertTrue(result.getMessage().startsWith("the result of the task is a java.lang.Thread"), result.getMessage());
        assertTrue(result.getMessage().endsWith("(in " + context.name() + ")"), result.getMessage());
        CallException failure = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new Unspeakable();
                }));
        assertTrue(failure.is(Unspeakable.class));
        assertTrue(failure.getMessage().contains("it does not want to say"), failure.getMessage());
    }

    @Test
    void declaredExceptionsComeBack() {
        Path missing = Path.of("/no/such/file");
        CallException failure = assertThrows(CallException.class, () -> context.call(() -> Files.readString(missing)));
        assertDoesNotThrow(() -> failure.throwIf(InterruptedException.class));
        NoSuchFileException same =
                assertThrows(NoSuchFileException.class, () -> failure.throwIf(NoSuchFileException.class));
        assertEquals("/no/such/file", same.getFile());
        assertSame(failure.remote(), same.getCause());
        assertArrayEquals(failure.remote().getStackTrace(), same.getStackTrace());
        IOException wider = assertThrows(IOException.class, () -> failure.throwIf(IOException.class));
        assertEquals(IOException.class, wider.getClass());
        assertEquals("java.nio.file.NoSuchFileException: /no/such/file", wider.getMessage());
        CallException own = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new OwnException("own");
                }));
        assertEquals(
                "own",
                assertThrows(OwnException.class, () -> own.throwIf(OwnException.class))
                        .getMessage());
        CallException odd = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new Unspeakable();
                }));
        assertThrows(IllegalArgumentException.class, () -> odd.throwIf(Unspeakable.class));
        CallException fixed = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new ClassNotFoundException("x.Y");
                }));
        ClassNotFoundException rebuilt =
                assertThrows(ClassNotFoundException.class, () -> fixed.throwIf(ClassNotFoundException.class));
        assertSame(fixed.remote(), rebuilt.getSuppressed()[0]); // its constructor allows for no other cause
    }

    @Test
    void throwIfMakesExceptionsOfTheJdk() {
        CallException asserted = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new AssertionError("two is not three");
                }));
        AssertionError error = assertThrows(AssertionError.class, () -> asserted.throwIf(AssertionError.class));
        assertEquals("two is not three", error.getMessage());
        assertSame(asserted.remote(), error.getCause());
        CallException unchecked = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new UncheckedIOException("not today", new IOException("disk full"));
                }));
        UncheckedIOException rebuilt =
                assertThrows(UncheckedIOException.class, () -> unchecked.throwIf(UncheckedIOException.class));
        assertEquals(
                "not today disk full",
                rebuilt.getMessage() + " " + rebuilt.getCause().getMessage());
        CallException failed = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new ExecutionException("in vain", new IOException());
                }));
        ExecutionException execution =
                assertThrows(ExecutionException.class, () -> failed.throwIf(ExecutionException.class));
        assertEquals("in vain", execution.getMessage());
        assertSame(failed.remote(), execution.getCause());
    }

    @Test
    void aTextsCauseIsToldWhereThereIsNoMessage() {
        CallException failed = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new IllegalStateException(null, new IOException("disk full"));
                }));
        assertTrue(
                failed.getMessage()
                        .endsWith("java.lang.IllegalStateException, caused by java.io.IOException: disk full"),
                failed.getMessage());
    }

    @Test
    void tasksCallTheirOwnContextButNotTheirParent() {
        assertEquals(
                5,
                context.call(
                        () -> Context.current().call(() -> Context.current().call(() -> 5))));
        Context above = mitogen.context();
        String refusal = context.call(() -> {
            try {
                return "obeyed: " + above.call(() -> 1);
            } catch (RefusedException e) {
                return e.getMessage();
            }
        });
        assertEquals(
                "controller refused: controller takes orders from its ancestors only, not from " + context.name(),
                refusal);
    }

    /** An exception that cannot even tell its message. */
    static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient Object plain = new Object();

        @Override
        public String getMessage() {
            throw new IllegalStateException("it does not want to say");
        }
    }

    /** State and methods of the far side. */
    static final class Far {
        static final List<String> HELD = new CopyOnWriteArrayList<>();
        static final List<String> INTERRUPTED = new CopyOnWriteArrayList<>();
        static final List<Integer> STARTED = new CopyOnWriteArrayList<>();
        static final List<Integer> MOST = new CopyOnWriteArrayList<>(List.of(0));
        static final Semaphore GATE = new Semaphore(0);
        private static int active;

        private Far() {}

        static void forget() {
            HELD.clear();
            INTERRUPTED.clear();
            STARTED.clear();
            MOST.set(0, 0);
            GATE.drainPermits();
        }

        static Void hold() throws InterruptedException {
            HELD.add("");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                INTERRUPTED.add("");
                throw e;
            }
            return null;
        }

        static int pass(int number) throws InterruptedException {
            synchronized (Far.class) {
                active++;
                MOST.set(0, Math.max(active, MOST.get(0)));
                STARTED.add(number);
            }
            GATE.acquire();
            synchronized (Far.class) {
                active--;
            }
            return number;
        }
    }
}
