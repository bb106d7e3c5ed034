package mitogen.decode;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import mitogen.ValueException;
import mitogen.wire.Budget;

/** The {@link Budget} of a message from below: a share of this JVM's memory, and time in proportion to its size. */
public final class Spending implements Budget {
    /** Steps of hashing that any message may take, however few values it has. */
    private static final int HASHING = 5_000_000;

    /** Further ones for each value. */
    private static final int HASHING_EACH = 16;

    /** Bytes that a collection or map takes at most besides what each value takes, and each of its elements. */
    private static final int CONTAINER = 64;

    private static final int ELEMENT = 8;

    private static final int HASHED = 56;

    private final HeapShare share;
    private long heap; // bytes that may still be used
    private boolean mayWait; // for more of them; guarded by this, as are the next two
    private boolean hasAll;
    private boolean over;
    private long read; // values so far
    private long hashing; // steps so far
    private volatile boolean stopped;

    /**
     * A budget that is not used.
     *
     * @param share of the memory that the values may take, by an estimate
     * @param bytes of the message, which are not counted: texts and arrays of bytes take about as much as they did on their way
     */
    public Spending(HeapShare share, long bytes) {
        this.share = share;
        heap = share.little + 2 * bytes;
    }

    /**
     * From now on more than a little may be used; this thread waits until it is to be had. To be followed by {@link #over},
     * whatever happens.
     */
    public synchronized void waitForMore() {
        mayWait = true;
    }

    private synchronized boolean mayWait() {
        return mayWait;
    }

    /** Nothing more is used, or what is used is not waited for: others may have it. On any thread, as often as you like. */
    public synchronized void over() {
        over = true;
        if (hasAll) {
            hasAll = false;
            share.giveBack();
        }
    }

    private void takeAll() {
        synchronized (this) {
            if (!mayWait || hasAll || over || share.little == share.most) {
                return;
            }
        }
        share.take();
        boolean late;
        synchronized (this) {
            late = over;
            hasAll = !late;
        }
        if (late) {
            share.giveBack();
        } else {
            heap += share.most - share.little;
        }
    }

    /** The bytes that may still be used; more may be to be had. */
    long left() {
        return heap;
    }

    @Override
    public void spend(int values, long bytes) {
        read += values;
        heap -= bytes;
        if (heap < 0) {
            takeAll();
        }
        if (heap < 0) {
            long most = mayWait() ? share.most : share.little;
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
        spend(0, CONTAINER + (long) ELEMENT * length);
        boolean hashed = container instanceof Set && !(container instanceof SortedSet)
                || container instanceof Map && !(container instanceof SortedMap);
        if (!hashed) {
            return null;
        }
        spend(0, (long) HASHED * length);
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
        over();
    }
}
