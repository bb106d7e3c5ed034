package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.RemoteThrowable;
import mitogen.Task;
import org.junit.jupiter.api.Test;

/** What every context can do, however it was reached and however far away it is. */
abstract class ContextContract extends ChainContract {
    // Calls

    @Test
    void callGivesTheResult() {
        int three = 3;
        assertEquals(7, context.call(() -> three + 4));
        assertNull(context.call(() -> null));
    }

    @Test
    void callOfAnActionWaitsForItsEnd() {
        context.call(() -> Remote.value = "set by an action");
        assertEquals("set by an action", context.call(() -> Remote.value));
    }

    @Test
    void methodReferencesAndRecordsAreTasks() {
        assertEquals("from a method reference", context.call(Remote::text));
        assertEquals(42, context.call(new Product(6, 7)));
        Task<String> bound = "hello"::strip;
        assertEquals("hello", context.call(bound));
    }

    @Test
    void submitIsAFuture() throws Exception {
        Call<String> call = context.submit(() -> "later");
        assertSame(context, call.context());
        assertEquals("later", call.get(20, TimeUnit.SECONDS));
        assertTrue(call.isDone());
        Call<String> failing = context.submit(() -> {
            throw new IOException("not today");
        });
        ExecutionException failure = assertThrows(ExecutionException.class, failing::get);
        assertTrue(((CallException) failure.getCause()).is(IOException.class));
    }

    @Test
    void submitIsACompletionStage() throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        context.submit(() -> 20)
                .thenCombine(context.submit(() -> 22), Integer::sum)
                .whenComplete((sum, failure) ->
                        thread.complete(sum + " on " + Thread.currentThread().getName()));
        String result = thread.get(20, TimeUnit.SECONDS);
        assertTrue(result.startsWith("42 on "), result);
        assertFalse(result.contains("reader"), result);

        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        context.submit(() -> {
                    throw new IllegalStateException("as intended");
                })
                .exceptionally(thrown -> {
                    failure.complete(thrown);
                    return null;
                });
        Throwable thrown = failure.get(20, TimeUnit.SECONDS);
        assertTrue(thrown instanceof CallException call && call.is(IllegalStateException.class), thrown::toString);
    }

    @Test
    void executeRunsAndIsForgotten() throws Exception {
        context.execute(() -> Remote.value = "set by execute");
        Await.until("execute ran", () -> "set by execute".equals(context.call(() -> Remote.value)));
    }

    @Test
    void largeExecutesAtTheSameTimeStayApart() throws Exception {
        byte[][] loads = new byte[4][300_000];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < loads.length; i++) {
            byte[] load = loads[i];
            Arrays.fill(load, (byte) (i + 1));
            threads.add(new Thread(() -> {
                for (int round = 0; round < 10; round++) {
                    context.execute(() -> Remote.count(load));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        Await.until("40 tasks got their arrays whole", () -> context.call(() -> Remote.arrived.size()) >= 40);
        assertEquals(Set.of("1", "2", "3", "4"), context.call(() -> new HashSet<>(Remote.arrived)));
    }

    @Test
    void tasksConnectAndCall() {
        List<String> names = context.call(() -> {
            try (Context inner = Context.current().connect(local())) {
                long outside = ProcessHandle.current().pid();
                long inside = inner.call(
                        () -> ProcessHandle.current().parent().orElseThrow().pid());
                return List.of(
                        Context.current().name(),
                        inner.call(() -> Context.current().name()),
                        outside == inside ? "its child" : inside + " is not the child of " + outside);
            }
        });
        String route =
                String.join("/", way().stream().map(ConnectionMethod::label).toList());
        assertEquals(List.of(route, route + "/local", "its child"), names);
    }

    @Test
    void currentContextIsInheritedByThreadsOfTasks() {
        String name = context.call(() -> {
            CompletableFuture<String> seen = new CompletableFuture<>();
            new Thread(() -> seen.complete(Context.current().name())).start();
            return seen.get();
        });
        assertEquals(context.call(() -> Context.current().name()), name);
    }

    @Test
    void contextsTravel() {
        Context other = context.connect(local());
        long pid = other.call(PID);
        assertEquals(
                pid, context.call(() -> other.call(() -> ProcessHandle.current().pid())));
        Context back = context.call(() -> other);
        assertEquals(other, back);
        assertEquals(pid, back.call(PID));
    }

    @Test
    @Alone
    void workBeforeItIsUpIsDoneInTheEnd() {
        Context next = context.connect(local()); // nobody has waited for context itself yet
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            calls.add(next.submit(() -> number * number));
            calls.add(context.submit(() -> number));
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(i * i, calls.get(2 * i).await());
            assertEquals(i, calls.get(2 * i + 1).await());
        }
    }

    @Test
    void aThousandCallsPendAtOnce() {
        context.call(() -> {
            Remote.gate = new CountDownLatch(1);
        });
        List<Call<Integer>> calls = IntStream.range(0, 1000)
                .mapToObj(i -> context.submit(() -> {
                    Remote.gate.await();
                    return i;
                }))
                .toList();
        assertTrue(calls.stream().noneMatch(Call::isDone));
        context.call(() -> Remote.gate.countDown());
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(i, calls.get(i).await());
        }
    }

    @Test
    void fiveContextsAtOnce() {
        List<ConnectionMethod> way = way();
        Context from = connect(mitogen, way.subList(0, way.size() - 1));
        List<Call<String>> calls = IntStream.range(0, 5)
                .mapToObj(i -> from.connect(way.get(way.size() - 1)))
                .map(each -> each.submit(Remote::text))
                .toList();
        calls.forEach(call -> assertEquals("from a method reference", call.await()));
    }

    // Failure

    private static void assertHasOwnFrames(Throwable thrown) {
        assertTrue(
                Arrays.stream(thrown.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().startsWith("exceptions")),
                "the caller's own frames are there too");
    }

    @Test
    void exceptionsTellWhereAndWhy() {
        CallException thrown = assertThrows(CallException.class, () -> context.call(() -> Remote.fail("a.txt")));
        RemoteThrowable remote = thrown.remote();
        assertEquals(UncheckedIOException.class.getName(), remote.type());
        assertEquals("cannot go on", remote.getMessage());
        assertEquals("fail", remote.getStackTrace()[0].getMethodName());
        assertEquals(Remote.class.getName(), remote.getStackTrace()[0].getClassName());
        assertTrue(remote.getStackTrace()[0].getLineNumber() > 0);
        assertTrue(thrown.is(UncheckedIOException.class));
        assertTrue(thrown.is(RuntimeException.class));
        assertFalse(thrown.is(IOException.class));
        RemoteThrowable cause = (RemoteThrowable) remote.getCause();
        assertTrue(cause.is(FileNotFoundException.class) && cause.is(IOException.class));
        assertEquals("a.txt", cause.getMessage());
        assertEquals("java.lang.IllegalStateException: also this", remote.getSuppressed()[0].toString());
        assertHasOwnFrames(thrown);
        Call<Void> early = context.submit(() -> Remote.fail("b.txt"));
        assertThrows(ExecutionException.class, early::get); // a task thread has completed it, maybe
        assertHasOwnFrames(assertThrows(CallException.class, early::await));
        assertTrue(thrown.getMessage().contains(way().get(way().size() - 1).label()), thrown.getMessage());
    }

    @Test
    void errorsAndTheTasksOwnExceptionsTravel() {
        CallException error = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new AssertionError("an error");
                }));
        assertTrue(error.is(AssertionError.class));
        CallException own = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    throw new OwnException("own");
                }));
        assertTrue(own.is(OwnException.class));
        assertEquals(7, context.call(() -> 7)); // and the context is as good as before
    }

    @Test
    void cancelReleasesTheCallerAndInterruptsTheTask() throws Exception {
        Call<Void> call = context.submit(Remote::sleep);
        Await.until("the task runs", () -> context.call(() -> "sleeping".equals(Remote.value)));
        assertTrue(call.cancel(true));
        assertTrue(call.isCancelled());
        assertThrows(CancellationException.class, call::await);
        Await.until("the task is interrupted", () -> context.call(() -> "interrupted".equals(Remote.value)));
    }

    @Test
    void pingAnswers() {
        assertTrue(context.ping().compareTo(Duration.ofSeconds(20)) < 0);
        assertTrue(context.ping().compareTo(Duration.ZERO) > 0);
    }

    @Test
    @Alone
    void closeFailsWhatIsInFlight() {
        context.await();
        Context behind = context.connect(local());
        behind.await(); // or else it is its connect that fails
        Call<Void> call = context.submit(Remote::sleep);
        Call<Void> further = behind.submit(Remote::sleep);
        context.close();
        for (Call<Void> each : List.of(call, further)) {
            ContextLostException lost = assertThrows(ContextLostException.class, each::await);
            assertTrue(lost.getMessage().contains("it was closed by "), lost.getMessage());
            assertTrue(lost.getMessage().contains(context.name()), lost.getMessage());
        }
        assertThrows(ContextLostException.class, () -> context.call(() -> 1));
        assertThrows(ContextLostException.class, context::ping);
        assertThrows(ContextLostException.class, context::await);
        context.close(); // does nothing the second time
    }

    @Test
    @Alone
    void closeBeforeItIsUp() {
        Call<Long> call = context.submit(PID);
        context.close();
        try {
            assertTrue(call.await() > 0); // it was fast enough
        } catch (ContextLostException | mitogen.ConnectFailedException e) {
            assertTrue(e.getMessage().contains("close"), e.getMessage());
        }
    }
}
