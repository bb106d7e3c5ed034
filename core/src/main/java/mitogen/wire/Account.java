package mitogen.wire;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that one child makes its parent hold. All children of a context share one pool, and each may hold as much as is
 * still free of it: one alone gets a half, two get a third each, and there is always room for another. Thread-safe.
 */
public final class Account {
    /** So much is never too much. */
    private static final long LEAST = 64 << 10;

    /** What may be on its way; more of it would only take longer. */
    private static final long MOST = 32 << 20;

    private final AtomicLong free;
    private final AtomicLong moving = new AtomicLong();
    private long kept; // guarded by this, as is the next
    private boolean closed;

    /** An empty one. */
    public Account(AtomicLong free) {
        this.free = free;
    }

    /** Counts, or with less than 0 discounts, bytes that go away by themselves: others take them. */
    public void move(long bytes) {
        moving.addAndGet(bytes);
        free.addAndGet(-bytes);
    }

    /** Whether nothing more should be taken from the child until some of it has gone away. */
    public boolean isFull() {
        long now = moving.get();
        return now > LEAST && now > Math.min(MOST, free.get());
    }

    /** Counts bytes that stay; false, and not counted, if that is too much. With less than 0 it discounts. */
    public synchronized boolean keep(long bytes) {
        if (closed) {
            return bytes <= 0;
        }
        if (bytes > 0 && kept + bytes > LEAST && kept + bytes > free.get()) {
            return false;
        }
        kept += bytes;
        free.addAndGet(-bytes);
        return true;
    }

    /** The child is gone, and with it what was kept. */
    public synchronized void close() {
        closed = true;
        free.addAndGet(kept);
        kept = 0;
    }
}
