package mitogen.cli;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/**
 * What kept contexts print by themselves, on its way to one command: what {@code ssh} says, and log records. It waits for the
 * client of that command and for no other. The thread is started when there is something: there seldom is.
 */
final class Aside {
    /** More is dropped, if the client takes none. */
    private static final int MOST = 1000;

    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(MOST);
    private Thread thread; // guarded by this
    private boolean closed; // guarded by this

    /** Has it done later, and never waits. */
    synchronized void add(Runnable action) {
        if (closed) {
            return;
        }
        if (thread == null) {
            thread = new Thread(this::work, "mitogen-aside");
            thread.setDaemon(true);
            thread.start();
        }
        queue.offer(action);
    }

    private void work() {
        try {
            while (true) {
                queue.take().run();
            }
        } catch (InterruptedException closing) {
            // By close().
        }
    }

    /** Waits until all is done that was added so far. */
    void drain() {
        synchronized (this) {
            if (thread == null || closed) {
                return;
            }
        }
        CountDownLatch done = new CountDownLatch(1);
        try {
            queue.put(done::countDown);
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops the rest. */
    synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
