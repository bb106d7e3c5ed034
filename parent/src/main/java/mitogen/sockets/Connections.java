package mitogen.sockets;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import mitogen.MitogenException;

/** The connections of one forward, at one side of it: each has a thread of its own. Thread-safe. */
final class Connections implements Closeable {
    /** How many there are at a time; whoever starts another one waits. */
    static final int MOST = 1024;

    /** What a connection does on its thread. */
    interface Work {
        /**
         * Serves the connection until it ends. What it opens, it gives to the connection, which closes it.
         *
         * @throws IOException if it breaks
         */
        void serve(Connection connection) throws IOException;
    }

    /** One connection. What was given to it is ended with it, in its order; nothing that has ended already may mind. */
    final class Connection implements Runnable {
        private final Work work;

        // Both guarded by this.
        private final Deque<Runnable> parts = new ArrayDeque<>();
        private boolean over;
        private Thread thread; // while it runs

        private Connection(Work work) {
            this.work = work;
        }

        /** Ends it with this connection: at once, if that has ended. */
        <P> P add(P part, Consumer<? super P> end) {
            synchronized (this) {
                if (!over) {
                    parts.add(() -> end.accept(part));
                    return part;
                }
            }
            end.accept(part);
            return part;
        }

        /** Tells why it is about to fail, before its other end hears of that. */
        void failed(IOException why) {
            Connections.this.failed(why);
        }

        @Override
        public void run() {
            synchronized (this) {
                thread = Thread.currentThread();
            }
            try {
                work.serve(this);
            } catch (IOException e) {
                failed(e);
            } catch (MitogenException | IllegalStateException e) { // this context ends, or another one has
                failed(new IOException(e.getMessage(), e));
            } finally {
                synchronized (this) {
                    thread = null;
                }
                end();
                open.remove(this);
                free.release();
            }
        }

        /**
         * Ends it, and then whatever its thread waits for: an interrupt closes a socket. So who comes second leaves it to the
         * first, whose parts may not have ended yet.
         */
        private void end() {
            Deque<Runnable> all;
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
                all = new ArrayDeque<>(parts);
                parts.clear();
            }
            all.forEach(Runnable::run);
            synchronized (this) {
                if (thread != null) {
                    thread.interrupt();
                }
            }
        }
    }

    private final String name;
    private final Semaphore free = new Semaphore(MOST);
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong total = new AtomicLong();
    private volatile IOException failure;
    private volatile boolean closed;

    /** Those of a forward that is called so. */
    Connections(String name) {
        this.name = name;
    }

    /** Waits until there may be another one. To be followed by {@link #start} or {@link #release}. */
    void awaitFree() throws InterruptedException {
        free.acquire();
    }

    /** There is none after all. */
    void release() {
        free.release();
    }

    /** Starts one, for which {@link #awaitFree} was called. */
    void start(Work work) {
        Connection connection = new Connection(work);
        open.add(connection);
        total.incrementAndGet();
        Thread thread = new Thread(connection, "mitogen-connection-" + name);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // there can be no more threads
            failed(new IOException("no thread for another connection", e));
            connection.end();
            open.remove(connection);
            free.release();
        }
        if (closed) {
            connection.end();
        }
    }

    /** One has failed, or could not be had. */
    void failed(IOException why) {
        if (!closed) { // or else it failed because of that
            failure = why;
        }
    }

    int open() {
        return open.size();
    }

    long total() {
        return total.get();
    }

    /** The last failure, or null. */
    IOException failure() {
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(Connection::end);
    }
}
