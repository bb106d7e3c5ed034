package mitogen.tree;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.agent.TaskThreads;

/**
 * The end of a context that shares its JVM with others, as the controller's does: its tasks' threads have to end with it. A
 * context that is a process has no use for this. It exits.
 */
public final class Closing implements Executor {
    /** How long the end of the tasks is waited for. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    private final Agent agent;
    private final TaskThreads threads;

    /** For an agent that has run nothing yet. */
    public Closing(Agent agent) {
        this.agent = agent;
        threads = (TaskThreads) agent.tasks;
        agent.tasks = this;
    }

    @Override
    public void execute(Runnable work) {
        synchronized (threads) {
            if (!threads.closed) {
                threads.execute(work);
                return;
            }
        }
        work.run(); // what is left to be told is told here
    }

    /** Ends all children, interrupts the tasks, takes no new work, and waits at most two seconds for what there is. */
    public void close() {
        agent.closeChildren();
        agent.exiting = agent.router.parent != null; // that parent answers for them
        agent.interruptTasks();
        long end = System.nanoTime() + GRACE;
        synchronized (threads) {
            threads.closed = true;
            threads.notifyAll();
            try {
                for (long left = GRACE; threads.threads > 0 && left > 0; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(threads, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
