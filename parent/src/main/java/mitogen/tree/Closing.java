package mitogen.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;

/**
 * The end of a context that shares its JVM with others, as the controller's does: its tasks' threads have to end with it. A
 * context that is a process has no use for this. It exits.
 */
public final class Closing implements Executor {
    /** How long the end of the tasks is waited for. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private final Agent agent;
    private final Executor threads;

    // All below is guarded by this.
    private final Set<Thread> idle = Collections.newSetFromMap(new WeakHashMap<>()); // or they have ended since
    private int pieces; // of work, that run or are about to
    private boolean closed;

    /** For an agent that has run nothing yet. */
    public Closing(Agent agent) {
        this.agent = agent;
        threads = agent.tasks;
        agent.tasks = this;
    }

    @Override
    public void execute(Runnable work) {
        if (begin()) {
            threads.execute(() -> run(work));
        } else {
            work.run(); // what is left to be told is told here
        }
    }

    private synchronized boolean begin() {
        if (!closed) {
            pieces++;
        }
        return !closed;
    }

    private void run(Runnable work) {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            idle.remove(thread);
        }
        try {
            work.run();
        } finally {
            synchronized (this) {
                idle.add(thread);
                pieces--;
                notifyAll();
            }
        }
    }

    /** Ends all children, interrupts the tasks, takes no new work, and waits at most two seconds for what there is. */
    public void close() {
        agent.closeChildren();
        agent.exiting = agent.router.parent != null; // that parent answers for them
        agent.interruptTasks();
        long end = System.nanoTime() + GRACE;
        try {
            for (Thread each : awaitIdle(end)) {
                while (each.isAlive() && System.nanoTime() - end < 0) {
                    each.interrupt(); // again, as a thread that comes from a task forgets it
                    each.join(10);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of the work, at most until then, and returns the threads that have none. */
    private synchronized List<Thread> awaitIdle(long end) throws InterruptedException {
        closed = true;
        for (long left = GRACE; pieces > 0 && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return new ArrayList<>(idle);
    }
}
