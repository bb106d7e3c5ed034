package mitogen.internal;

import java.util.ArrayDeque;
import java.util.Queue;

/** A limit to how many of some calls are under way at a time: the others wait for their turn, in their order. */
public final class Limit {
    /** A call that waits. */
    public interface Entry {
        /**
         * It is this one's turn.
         *
         * @return whether it is under way now, so that {@link Limit#leave} will follow; not if it was given up meanwhile
         */
        boolean enter();
    }

    private final Queue<Entry> waiting = new ArrayDeque<>(); // guarded by this, as is all below
    private int free;
    private boolean admitting; // some thread does, one entry after the other; so they keep their order

    /** At most so many at a time. */
    public Limit(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("the limit is " + calls + "; it has to be 1 or more");
        }
        free = calls;
    }

    /** Lets the entry in, now or when it is its turn. */
    public void add(Entry entry) {
        synchronized (this) {
            waiting.add(entry);
        }
        admit();
    }

    /** Ends an entry that had entered; the next one may enter. */
    public void leave() {
        synchronized (this) {
            free++;
        }
        admit();
    }

    private void admit() {
        Entry next = next(false);
        while (next != null) {
            boolean entered = false;
            try {
                entered = next.enter();
            } finally {
                if (!entered) {
                    synchronized (this) {
                        free++;
                    }
                }
            }
            next = next(true);
        }
    }

    private synchronized Entry next(boolean mine) {
        if (admitting && !mine) {
            return null;
        }
        Entry next = free > 0 ? waiting.poll() : null;
        admitting = next != null;
        if (next != null) {
            free--;
        }
        return next;
    }
}
