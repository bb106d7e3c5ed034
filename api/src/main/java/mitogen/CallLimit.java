package mitogen;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * A limit to how many calls are under way at a time, for all contexts that it is given to by {@link Context#withLimit}.
 * Further calls wait for their turn, in their order. Thread-safe.
 *
 * <p>{@link #enter} and {@link #leave} are for those who write contexts of their own, to wrap others for example.
 */
public final class CallLimit {
    private final Queue<BooleanSupplier> waiting = new ArrayDeque<>(); // guarded by this, as is all below
    private int free;
    private boolean admitting; // some thread does, one entry after the other; so they keep their order

    private CallLimit(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("the limit is " + calls + "; it has to be 1 or more");
        }
        free = calls;
    }

    /**
     * {@return a new limit, with no calls under way}
     *
     * @param calls how many calls may be under way at a time, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static CallLimit of(int calls) {
        return new CallLimit(calls);
    }

    /**
     * Starts a call, now or when it is its turn. Waits for nothing.
     *
     * @param start starts the call, and returns true. Returns false if the call was given up meanwhile; then nobody calls
     *     {@link #leave} for it. It runs on this thread, or on a thread that leaves
     */
    public void enter(BooleanSupplier start) {
        synchronized (this) {
            waiting.add(start);
        }
        admit();
    }

    /** Ends a call that was started; the next one may start, on this thread. */
    public void leave() {
        synchronized (this) {
            free++;
        }
        admit();
    }

    private void admit() {
        BooleanSupplier next = next(false);
        while (next != null) {
            boolean entered = false;
            try {
                entered = next.getAsBoolean();
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

    private synchronized BooleanSupplier next(boolean mine) {
        if (admitting && !mine) {
            return null;
        }
        BooleanSupplier next = free > 0 ? waiting.poll() : null;
        admitting = next != null;
        if (next != null) {
            free--;
        }
        return next;
    }
}
