package mitogen.parent;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
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
    private long read; // values so far
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
    public void spend(int values, long bytes) {
        read += values;
        heap -= bytes;
        if (heap < 0) {
            throw new ValueException("a message whose values take more than " + (most >> 20) + " MiB of memory");
        }
        if (stopped) {
            throw new ValueException("nobody waits for the value any more");
        }
    }

    /** The keys of one hash table. */
    private static final class Table {
        final int[] counts;
        long before; // values that were read when the last key was there

        Table(int length, long before) {
            counts = new int[Integer.highestOneBit(length | 1) * 2];
            this.before = before;
        }
    }

    @Override
    public Object table(Object container, int length) {
        boolean hashed = container instanceof Set && !(container instanceof SortedSet)
                || container instanceof Map && !(container instanceof SortedMap);
        if (!hashed) {
            return null;
        }
        spend(0, 56L * length);
        return new Table(length, read);
    }

    /**
     * Keys of one hash code are compared with each other, and keys within keys are hashed at each level: both can take the
     * square of the time that a sender needs to make them. So the steps are counted. A value counts with the key behind it.
     */
    @Override
    public void key(Object table, Object key) {
        Table keys = (Table) table;
        int bits = Integer.numberOfTrailingZeros(keys.counts.length);
        int same = keys.counts[key == null ? 0 : key.hashCode() * 0x9e3779b9 >>> 32 - bits]++;
        hashing += (read - keys.before) * (1 + same);
        keys.before = read;
        if (hashing > HASHING + HASHING_EACH * read) {
            throw new ValueException("the keys of a set or a map collide");
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
