package mitogen.cli.contexts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.status.Failures;
import mitogen.connect.Local;
import mitogen.connect.ProcessMethod;
import mitogen.controller.Mitogen.ClassUse;

/** The contexts of a session, in the hands of one command. What it has begun ends with it; the contexts stay. */
public final class KeptTree implements Tree {
    /** Less than a client waits for the end after Ctrl-C. */
    private static final int WORKERS_SECONDS = 4;

    private final KeptContexts kept;
    private final ContextOutput output;
    private final Aside aside = new Aside();
    private final List<Call<?>> calls = new ArrayList<>(); // guarded by itself
    private final Set<Thread> workers = new HashSet<>(); // guarded by calls
    private final List<Context> owned = new ArrayList<>(); // guarded by calls
    private boolean closed; // guarded by calls

    KeptTree(KeptContexts kept, ContextOutput output) {
        this.kept = kept;
        this.output = output;
    }

    ContextOutput output() {
        return output;
    }

    Aside aside() {
        return aside;
    }

    @Override
    public CompletionStage<Integer> at(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work) {
        return work.apply(kept.context(way, names, this));
    }

    /** Starts a child of the kept context, with the same Java. The child ends with the command. */
    @Override
    public CompletionStage<Integer> alone(
            List<String> names, List<ConnectionMethod> way, Function<Context, CompletionStage<Integer>> work) {
        String java = way.get(way.size() - 1) instanceof ProcessMethod<?> last ? last.java() : null;
        Context there = kept.context(way, names, this);
        Context own = there.connect(java == null ? Local.local() : Local.local().withJava(java));
        boolean late;
        synchronized (calls) {
            late = closed;
            owned.add(own);
        }
        if (late) {
            closeOwned(); // so the work fails
        }
        return work.apply(kept.used(own, names.get(names.size() - 1), this));
    }

    /** Where there is no Java, the command runs in a shell. */
    @Override
    public CompletionStage<Integer> reach(
            List<String> names,
            List<ConnectionMethod> way,
            Function<Context, CompletionStage<Integer>> there,
            BiFunction<Context, ConnectionMethod, CompletionStage<Integer>> behind) {
        int last = way.size() - 1;
        if (kept.lacksJava(way)) {
            return behind.apply(kept.context(way.subList(0, last), names, this), way.get(last));
        }
        return kept.context(way, names, this)
                .onUp()
                .handle((context, thrown) -> {
                    Throwable failure = Failures.unwrap(thrown);
                    if (failure == null) {
                        return there.apply(context);
                    }
                    if (kept.lacksJava(way, failure)) {
                        return behind.apply(kept.context(way.subList(0, last), names, this), way.get(last));
                    }
                    throw new CompletionException(failure);
                })
                .thenCompose(stage -> stage);
    }

    @Override
    public void allBegun() {
        // What is kept has no passwords.
    }

    /** The contexts that are kept go on: this prints what they themselves have said for the command. */
    @Override
    public void allDone() {
        closeOwned();
        drain();
    }

    private void closeOwned() {
        List<Context> ending;
        synchronized (calls) {
            ending = List.copyOf(owned);
            owned.clear();
        }
        List<Thread> closing = ending.stream()
                .map(own -> new Thread(own::close, "mitogen-close"))
                .toList();
        closing.forEach(Thread::start); // none waits for another
        try {
            for (Thread each : closing) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Context root() {
        return kept.mitogen().context();
    }

    @Override
    public void drain() {
        kept.mitogen().drain();
        aside.drain();
    }

    @Override
    public List<ClassUse> classReport() {
        throw new AssertionError("an option that is not for a session");
    }

    /** Of a client that is gone nothing is begun any more. */
    @Override
    public <T> Call<T> begun(Call<T> call) {
        synchronized (calls) {
            if (!closed) {
                calls.add(call);
                return call;
            }
        }
        call.cancel(true);
        return call;
    }

    /**
     * Does something on the thread that calls, which is interrupted when the command ends. {@link #close} waits for its end, so that
     * nothing is changed here behind the back of a client that is told that all is over.
     */
    @Override
    public <T> T onThisThread(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        synchronized (calls) {
            if (closed) {
                thread.interrupt();
            }
            workers.add(thread);
        }
        try {
            return work.call();
        } finally {
            synchronized (calls) {
                workers.remove(thread);
                calls.notifyAll();
            }
        }
    }

    @Override
    public void close() {
        List<Call<?>> left;
        synchronized (calls) {
            closed = true;
            left = List.copyOf(calls);
            calls.clear();
            workers.forEach(Thread::interrupt);
        }
        left.forEach(call -> call.cancel(true)); // nothing happens to a call that is done
        closeOwned();
        awaitWorkers();
        kept.left(this);
        aside.close();
    }

    private void awaitWorkers() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WORKERS_SECONDS);
        synchronized (calls) {
            try {
                for (long wait = end - System.nanoTime();
                        !workers.isEmpty() && wait > 0;
                        wait = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(calls, wait);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
