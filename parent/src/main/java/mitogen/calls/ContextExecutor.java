package mitogen.calls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import mitogen.Call;
import mitogen.MitogenException;
import mitogen.Outcome;
import mitogen.Select;
import mitogen.ValueException;
import mitogen.agent.Agent;

/**
 * See {@link mitogen.Context#asExecutor}. States: open; shut down; terminated, once all that it was given is done. It has no
 * threads: each piece of work is a call of the context. Thread-safe.
 */
final class ContextExecutor extends AbstractExecutorService {
    private final Agent agent;
    private final AgentContext context;
    private final Set<Call<?>> underWay = ConcurrentHashMap.newKeySet();
    private int accepted; // and not done yet; guarded by this, as is all below; waited for here, until there are none
    private boolean shutdown;
    private boolean stopped;

    ContextExecutor(Agent agent, AgentContext context) {
        this.agent = agent;
        this.context = context;
    }

    /**
     * Starts work as a call, and counts it until it is done.
     *
     * @param kind what the work is, for the refusal of work that cannot travel
     */
    private <T> Call<T> start(Object work, String kind) {
        Objects.requireNonNull(work, "an executor needs work, and got null");
        ExecutorTasks.check(context, work, kind);
        synchronized (this) {
            if (shutdown) {
                throw new RejectedExecutionException("this executor of " + context + " was shut down");
            }
            accepted++;
        }
        Call<T> call;
        try {
            call = start(work);
        } catch (RuntimeException e) {
            done();
            throw e instanceof ValueException ? new RejectedExecutionException(e.getMessage(), e) : e;
        }
        underWay.add(call);
        call.whenComplete((value, failure) -> {
            underWay.remove(call);
            done();
        });
        if (isStopped()) {
            call.cancel(true); // it may have been missed
        }
        return call;
    }

    /** Work is done, or was not accepted after all. */
    private synchronized void done() {
        accepted--;
        notifyAll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    @SuppressWarnings("unchecked") // the result is what the work returns
    private <T> Call<T> start(Object work) {
        return work instanceof Callable
                ? context.submit(ExecutorTasks.task((Callable<T>) work))
                : (Call<T>) context.submit(ExecutorTasks.action((Runnable) work));
    }

    @Override
    public void execute(Runnable command) {
        start(command, "Runnable").whenComplete((value, failure) -> {
            if (failure != null && !isStopped()) {
                agent.log(Level.WARNING, "work that an executor of " + context + " was given failed", failure);
            }
        });
    }

    @Override
    public Future<?> submit(Runnable task) {
        return start(task, "Runnable");
    }

    @Override
    public <T> Future<T> submit(Callable<T> task) {
        return start(task, "Callable<…>");
    }

    @Override
    public <T> Future<T> submit(Runnable task, T result) {
        Call<Object> call = start(task, "Runnable");
        CompletableFuture<T> future = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean interrupt) {
                call.cancel(interrupt);
                return super.cancel(interrupt);
            }
        };
        call.whenComplete((value, failure) -> {
            if (failure == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        List<Future<T>> futures = new ArrayList<>();
        try {
            for (Callable<T> task : tasks) {
                futures.add(submit(task));
            }
            for (Future<T> future : futures) {
                try {
                    if (timeout == Long.MAX_VALUE) {
                        future.get();
                    } else {
                        future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    }
                } catch (ExecutionException | CancellationException e) {
                    // it is done, which is what is waited for
                }
            }
            return futures;
        } catch (TimeoutException e) {
            return futures;
        } finally {
            futures.forEach(future -> future.cancel(true)); // does nothing to those that are done
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("in 292 years", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task");
        }
        long start = System.nanoTime();
        List<Call<T>> calls = new ArrayList<>();
        try {
            Select<T> select = new Select<>();
            for (Callable<T> task : tasks) {
                Call<T> call = start(task, "Callable<…>");
                calls.add(call);
                select.add(call);
            }
            Outcome<T> last = null;
            while (!select.isEmpty()) {
                last = select.poll(Duration.ofNanos(unit.toNanos(timeout) - (System.nanoTime() - start)));
                if (last == null) {
                    throw new TimeoutException("none of " + calls.size() + " tasks was done in " + context);
                }
                if (last.succeeded()) {
                    return last.get();
                }
            }
            throw new ExecutionException(last.failure());
        } catch (MitogenException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        } finally {
            calls.forEach(call -> call.cancel(true));
        }
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        notifyAll();
    }

    @Override
    public List<Runnable> shutdownNow() {
        synchronized (this) {
            shutdown = true;
            stopped = true;
            notifyAll();
        }
        for (Call<?> call : underWay) {
            call.cancel(true);
        }
        return List.of(); // all that was accepted is on its way
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public synchronized boolean isTerminated() {
        return shutdown && accepted == 0;
    }

    @Override
    public synchronized boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        long start = System.nanoTime();
        while (!isTerminated()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
