package mitogen.classes;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mitogen.route.Link;

/**
 * What one child has asked for and not got yet. A few requests are worked on at a time, and none while the child has not
 * read what it was sent: the others wait here. What they hold is charged to the child. Thread-safe.
 */
final class PendingRequests {
    private static final int AT_ONCE = 64;

    /** How long until it is looked again whether the child has read, in milliseconds. */
    private static final long PAUSE = 10;

    private final String name;
    private final Link link;
    private final int most;
    private final ScheduledExecutorService timer;
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>(); // guarded by this, as is all below
    private int running;
    private boolean looking;
    private boolean closed;

    /** Something that waits for its turn. */
    interface Turn {
        /** What it takes to keep it until it is answered, roughly, in bytes. */
        int size();

        /** Its turn has come. May be called on a reader thread, and more than once. */
        void begin();

        /** It is one too many, and will get no turn. */
        void refuse(String reason);
    }

    /**
     * Nothing yet.
     *
     * @param name of this context, for messages
     * @param most requests that are kept at a time
     */
    PendingRequests(String name, Link link, int most, ScheduledExecutorService timer) {
        this.name = name;
        this.link = link;
        this.most = most;
        this.timer = timer;
    }

    void add(Turn turn) {
        String refusal = null;
        synchronized (this) {
            if (waiting.size() + running >= most) {
                refusal = name + " has " + most + " class requests of it to answer already";
            } else if (!link.account.keep(turn.size())) {
                refusal = name + " holds too much for " + link.name + " to take another class request";
            } else {
                waiting.add(turn);
            }
        }
        if (refusal != null) {
            turn.refuse(refusal);
        } else {
            proceed();
        }
    }

    /** It is answered. */
    void done(Turn turn) {
        link.account.keep(-turn.size());
        synchronized (this) {
            running--;
        }
        proceed();
    }

    /** Whether the child is to read what it was sent first. Then the turn comes again later. */
    boolean postpone(Turn turn) {
        if (!link.account.isFull()) {
            return false;
        }
        synchronized (this) {
            if (closed) {
                return false;
            }
            running--;
            waiting.addFirst(turn);
        }
        proceed();
        return true;
    }

    private void proceed() {
        while (true) {
            Turn next;
            synchronized (this) {
                if (closed || waiting.isEmpty() || running >= AT_ONCE) {
                    return;
                }
                if (link.account.isFull()) {
                    lookAgain();
                    return;
                }
                next = waiting.remove();
                running++;
            }
            next.begin();
        }
    }

    private void lookAgain() {
        if (looking) {
            return;
        }
        try {
            var unused = timer.schedule(this::look, PAUSE, TimeUnit.MILLISECONDS);
            looking = true;
        } catch (RejectedExecutionException e) {
            // this agent is closed
        }
    }

    private void look() {
        synchronized (this) {
            looking = false;
        }
        proceed();
    }

    /** The child is gone. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
