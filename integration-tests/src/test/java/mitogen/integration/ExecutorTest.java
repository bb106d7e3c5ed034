package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.CallException;
import mitogen.Context;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A context as an executor, for code that knows nothing of us. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ExecutorTest {
    private Mitogen mitogen;
    private Context context;
    private ExecutorService executor;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        context = mitogen.connect(local());
        executor = context.asExecutor();
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    /** A callable that travels without a cast. */
    record Pid(int added) implements Callable<Long> {
        @Override
        public Long call() {
            return ProcessHandle.current().pid() + added;
        }
    }

    record Sleep() implements Callable<Long> {
        @Override
        public Long call() throws InterruptedException {
            new CountDownLatch(1).await();
            return 0L;
        }
    }

    record Fail() implements Callable<Long>, Runnable {
        @Override
        public Long call() {
            throw new IllegalStateException("as intended");
        }

        @Override
        public void run() {
            call();
        }
    }

    static final class Remote {
        static volatile String value;

        private Remote() {}
    }

    @Test
    void workRunsAtThePlace() throws Exception {
        long pid = executor.submit(new Pid(0)).get();
        assertNotEquals(ProcessHandle.current().pid(), pid);
        assertEquals(context.call(() -> ProcessHandle.current().pid()), pid);
        int captured = 3;
        assertEquals(
                pid + 3,
                executor.submit((Callable<Long> & Serializable)
                                () -> ProcessHandle.current().pid() + captured)
                        .get());
        executor.submit((Runnable & Serializable) () -> Remote.value = "submitted")
                .get();
        assertEquals("submitted", context.call(() -> Remote.value));
        Object result = new Object(); // it stays here
        assertEquals(
                result,
                executor.submit((Runnable & Serializable) () -> Remote.value = "again", result)
                        .get());
        assertEquals("again", context.call(() -> Remote.value));
        ExecutionException failure = assertThrows(
                ExecutionException.class,
                () -> executor.submit((Callable<Long>) new Fail()).get());
        assertTrue(((CallException) failure.getCause()).is(IllegalStateException.class));
    }

    @Test
    void whatDoesNotTravelIsRefusedWithTheWayOut() throws Exception {
        assertRefused("cast it, (Runnable & Serializable)", () -> executor.execute(() -> Remote.value = "no"));
        assertRefused("cast it, (Callable<…> & Serializable)", () -> executor.submit(() -> 1));
        assertRefused(
                "which cannot be sent",
                () -> executor.submit(new Callable<Integer>() {
                    @Override
                    public Integer call() {
                        return 1;
                    }
                }));
        Object plain = new Object();
        assertRefused(
                "captured variable 1 of 1",
                () -> executor.execute((Runnable & Serializable) () -> Objects.requireNonNull(plain)));
        assertRefused("use the executor's submit", () -> executor.execute(new FutureTask<>(new Pid(0))));
        assertRefused(
                "use the executor's submit", () -> new ExecutorCompletionService<Long>(executor).submit(new Pid(0)));
        assertRefused("use the context's submit(() -> …)", () -> CompletableFuture.supplyAsync(() -> 1, executor));
        assertRefused(
                "use the context's submit(() -> …)",
                () -> CompletableFuture.completedFuture(1)
                        .thenApplyAsync(x -> x, executor)
                        .getNow(0));
        assertThrows(NullPointerException.class, () -> executor.execute(null));
        executor.shutdown();
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS), "what was refused is not waited for");
    }

    private static void assertRefused(String way, org.junit.jupiter.api.function.Executable work) {
        Throwable refused = assertThrows(Exception.class, work);
        refused = refused instanceof java.util.concurrent.CompletionException ? refused.getCause() : refused;
        assertTrue(refused instanceof RejectedExecutionException, refused::toString);
        assertTrue(refused.getMessage().contains(way), refused::getMessage);
    }

    @Test
    void invokeAllAndAny() throws Exception {
        long pid = executor.submit(new Pid(0)).get();
        List<Future<Long>> all = executor.invokeAll(List.of(new Pid(1), new Fail(), new Pid(2)));
        assertTrue(all.stream().allMatch(Future::isDone));
        assertEquals(pid + 1, all.get(0).get());
        assertThrows(ExecutionException.class, all.get(1)::get);
        assertEquals(pid + 2, all.get(2).get());
        List<Future<Long>> late = executor.invokeAll(List.of(new Pid(1), new Sleep()), 500, TimeUnit.MILLISECONDS);
        assertTrue(late.stream().allMatch(Future::isDone));
        assertEquals(pid + 1, late.get(0).get());
        assertThrows(CancellationException.class, late.get(1)::get);
        assertEquals(pid + 3, executor.invokeAny(List.of(new Sleep(), new Fail(), new Pid(3))));
        assertThrows(ExecutionException.class, () -> executor.invokeAny(List.of(new Fail(), new Fail())));
        assertThrows(TimeoutException.class, () -> executor.invokeAny(List.of(new Sleep()), 20, TimeUnit.MILLISECONDS));
    }

    @Test
    void shutdownLetsFinishAndShutdownNowDoesNot() throws Exception {
        Future<Long> sleeping = executor.submit(new Sleep());
        executor.shutdown();
        assertTrue(executor.isShutdown());
        assertFalse(executor.isTerminated());
        assertRefused("was shut down", () -> executor.submit(new Pid(0)));
        assertFalse(executor.awaitTermination(1, TimeUnit.MILLISECONDS));
        assertFalse(sleeping.isDone());
        assertEquals(List.of(), executor.shutdownNow());
        assertTrue(sleeping.isCancelled());
        assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
        assertTrue(executor.isTerminated());
        assertTrue(context.asExecutor().submit(new Pid(0)).get() > 0, "the context goes on");
    }

    @Test
    void aFailureThatNobodyWaitsForIsLogged() throws Exception {
        try (RecordedLog log = RecordedLog.start()) {
            executor.execute(new Fail());
            executor.shutdown();
            assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
            Await.until(
                    "the failure is logged",
                    () -> log.messages.contains("work that an executor of local was given failed"));
        }
    }
}
