package mitogen.cli.contexts;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What kept contexts print by themselves, on its way to one command: what {@code ssh} says, and log records. It waits for the
 * client of that command and for no other. The thread is started when there is something: there seldom is.
 */
final class Aside {
    /** More is dropped, if the client takes none. */
    private static final int MOST = 1000;

    // All guarded by this.
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private Thread thread;
    private boolean busy;
    private boolean closed;

    /** Has it done later, and never waits. */
    synchronized void add(Runnable action) {
        if (closed || queue.size() == MOST) {
            return;
        }
        queue.add(action);
        notifyAll();
        if (thread == null) {
            thread = new Thread(this::work, "mitogen-aside");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized Runnable next() {
        busy = false;
        notifyAll();
        try {
            while (queue.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
        busy = !closed;
        return closed ? null : queue.poll();
    }

    /** Waits until all is done that was added so far, or it is closed. */
    synchronized void drain() {
        try {
            while ((busy || !queue.isEmpty()) && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops the rest. */
    synchronized void close() {
        closed = true;
        queue.clear();
        notifyAll();
    }
}
