package mitogen.agent;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import mitogen.internal.Current;

/**
 * The threads that run an agent's work, in the order in which it comes. Each piece gets a thread of its own, if need be
 * a new one, because it may wait for another piece. But only one thread at a time is on its way, woken or started; it
 * sees to the next before it begins its own. So pieces that are over at once are run by a few threads, and among pieces
 * that take long none waits for another. A piece finds its thread as if it were new, and where that cannot be, it is.
 */
public final class TaskThreads implements Executor, Runnable {
    /** How many pieces are run at a time; further ones wait for the end of one. */
    private static final int MAX_THREADS = 8192;

    private static final int IDLE_MILLIS = 10_000;

    private final ClassLoader loader;
    private final Consumer<Object> failed;

    // All below is guarded by this.
    /** How many there are. */
    public int threads;

    /** Set when no more work comes: a thread that has none ends. Who sets it notifies all. */
    public boolean closed;

    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int idle;
    private int started;
    private boolean coming; // a thread was woken or started, and has not looked at the queue yet

    /** With the context loader of the threads, and who is told if there can be none. */
    TaskThreads(ClassLoader loader, Consumer<Object> failed) {
        this.loader = loader;
        this.failed = failed;
    }

    @Override
    public synchronized void execute(Runnable work) {
        queue.add(work);
        call();
    }

    /** Sees to it that the next piece of work, if there is one, gets a thread. */
    private void call() {
        if (coming || queue.isEmpty()) {
            return;
        }
        if (idle > 0) {
            coming = true;
            notify();
        } else if (threads < MAX_THREADS) {
            try {
                PooledThread.of(this, "mitogen-task-" + ++started, loader).start();
                threads++;
                coming = true;
            } catch (OutOfMemoryError e) {
                // No more threads, or no memory, so further work waits for one of ours.
                if (threads == 0) {
                    failed.accept(e);
                }
            }
        }
    }

    @Override
    public void run() {
        String name = Thread.currentThread().getName();
        boolean clean = true;
        try {
            for (Runnable work = next(true); work != null; work = clean ? next(false) : null) {
                work.run();
                clean = PooledThread.restore(name, loader) || Current.CONTEXT.get() == null; // null: it ran no task
            }
        } finally {
            synchronized (this) {
                threads--;
                call(); // another thread has to do what this one should not
                if (threads == 0) {
                    notifyAll();
                }
            }
        }
    }

    /** The next piece of work, or null if there was none for long, or will be none any more. */
    private synchronized Runnable next(boolean came) {
        if (came) {
            coming = false;
        }
        boolean idled = false;
        while (queue.isEmpty()) {
            if (closed || idled) {
                return null;
            }
            idle++;
            try {
                wait(IDLE_MILLIS);
            } catch (InterruptedException e) {
                // somebody kept a thread of a task that is over
            }
            idle--;
            idled = !coming; // nobody was called, so it was the time
            coming = false;
        }
        Runnable work = queue.remove();
        call();
        return work;
    }
}
