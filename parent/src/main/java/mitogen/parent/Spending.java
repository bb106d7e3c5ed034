package mitogen.parent;

import mitogen.ValueException;
import mitogen.wire.Budget;

/** The {@link Budget} of a message from below: a share of this JVM's memory, and time in proportion to its size. */
final class Spending implements Budget {
    /** Steps of hashing that any message may take, however few values it has. */
    private static final int HASHING = 5_000_000;

    /** Further ones for each value. */
    private static final int HASHING_EACH = 16;

    private final long most;
    private long heap; // bytes that may still be used
    private long hashing; // steps so far
    private volatile boolean stopped;

    /**
     * A budget that is not used.
     *
     * @param most the bytes of memory that the values may take, by an estimate
     * @param bytes of the message, which are not counted: texts and arrays of bytes take about as much as they did on their way
     */
    Spending(long most, long bytes) {
        this.most = most;
        heap = most + 2 * bytes;
    }

    @Override
    public void charge(long bytes) {
        heap -= bytes;
        if (heap < 0) {
            throw new ValueException("a message whose values take more than " + (most >> 20) + " MiB of memory");
        }
        if (stopped) {
            throw new ValueException("nobody waits for the value any more");
        }
    }

    @Override
    public Object table(int length) {
        return new int[Integer.highestOneBit(length | 1) * 2];
    }

    /**
     * Keys of one hash code are compared with each other, and keys within keys are hashed at each level: both can take the
     * square of the time that a sender needs to make them. So the steps are counted.
     */
    @Override
    public void key(Object table, Object key, long size, long read) {
        int[] counts = (int[]) table;
        int bits = Integer.numberOfTrailingZeros(counts.length);
        int same = counts[key == null ? 0 : key.hashCode() * 0x9e3779b9 >>> 32 - bits]++;
        hashing += size * (1 + same);
        if (hashing > HASHING + HASHING_EACH * read) {
            throw new ValueException("the keys of a set or a map collide");
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
