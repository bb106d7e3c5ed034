package mitogen.decode;

import java.util.concurrent.Semaphore;
import mitogen.ValueException;

/**
 * The memory that values from below may take while they are decoded, of all that are decoded at a time. Each message may
 * take a little of it. One at a time may take all of it; others that need more than a little wait, in their order, until
 * that one is decoded or given up. Each child has two messages decoded at a time, so it has no more than two turns before
 * anybody else's. Thread-safe.
 */
public final class HeapShare {
    /** So much is little, however small the heap. */
    private static final long LEAST = 1 << 20;

    private static final int LITTLE = 32;

    /** The most bytes that one message may take. */
    final long most;

    /** The most bytes that one may take without waiting. */
    final long little;

    private final Semaphore large = new Semaphore(1, true);

    public HeapShare(long most) {
        this.most = most;
        little = Math.min(most, Math.max(LEAST, most / LITTLE));
    }

    /** Waits until no other message takes more than a little. */
    void take() {
        try {
            large.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ValueException("nobody waits for the value any more");
        }
    }

    void giveBack() {
        large.release();
    }
}
