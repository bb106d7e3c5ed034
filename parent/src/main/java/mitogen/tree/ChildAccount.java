package mitogen.tree;

import java.util.concurrent.atomic.AtomicLong;
import mitogen.wire.Account;

/**
 * The bytes that one child makes its parent hold. All children of a context share one pool, and each may hold as much as is
 * still free of it: one alone gets a half, two get a third each, and there is always room for another. Thread-safe.
 */
public final class ChildAccount implements Account {
    /** So much is never too much. */
    private static final long LEAST = 64 << 10;

    /** What may be on its way; more of it would only take longer. */
    private static final long MOST = 32 << 20;

    private final AtomicLong free;
    private final AtomicLong moving = new AtomicLong();
    private long kept; // guarded by this, as is the next
    private boolean closed;

    /** An empty one. */
    public ChildAccount(AtomicLong free) {
        this.free = free;
    }

    @Override
    public void move(long bytes) {
        moving.addAndGet(bytes);
        free.addAndGet(-bytes);
    }

    @Override
    public boolean isFull() {
        long now = moving.get();
        return now > LEAST && now > Math.min(MOST, free.get());
    }

    @Override
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

    @Override
    public synchronized void close() {
        closed = true;
        free.addAndGet(kept);
        kept = 0;
    }
}
