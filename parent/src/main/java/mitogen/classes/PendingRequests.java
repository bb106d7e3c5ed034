package mitogen.classes;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.tree.Quotas;

/**
 * What one child has asked for and not got yet. A few requests are worked on at a time, and none while the child has not
 * read what it was sent: the others wait here. Thread-safe.
 */
final class PendingRequests {
    private static final int AT_ONCE = 64;

    /** How long until it is looked again whether the child has read, in milliseconds. */
    private static final long PAUSE = 10;

    private final ClassSource source;
    private final Agent agent;
    private final ArrayDeque<ClassSource.Asker> waiting = new ArrayDeque<>(); // guarded by this, as is all below
    private int running;
    private boolean looking;
    private boolean closed;

    PendingRequests(ClassSource source, Agent agent) {
        this.source = source;
        this.agent = agent;
    }

    void add(ClassSource.Asker asker) {
        int most = agent.config.settings[Quotas.PENDING];
        String refusal = null;
        synchronized (this) {
            if (waiting.size() + running >= most) {
                refusal = agent.name + " has " + most + " class requests of it to answer already";
            } else if (!asker.link.account.keep(asker.size())) {
                refusal = agent.name + " holds too much for " + asker.link.name + " to take another class request";
            } else {
                waiting.add(asker);
            }
        }
        if (refusal != null) {
            asker.refuse(refusal);
        } else {
            proceed(asker.link);
        }
    }

    void done(ClassSource.Asker asker) {
        asker.link.account.keep(-asker.size());
        synchronized (this) {
            running--;
        }
        proceed(asker.link);
    }

    /** It is not answered now after all; false if this is closed. */
    boolean again(ClassSource.Asker asker) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            running--;
            waiting.addFirst(asker);
        }
        proceed(asker.link);
        return true;
    }

    private void proceed(Link link) {
        while (true) {
            ClassSource.Asker next;
            synchronized (this) {
                if (closed || waiting.isEmpty() || running >= AT_ONCE) {
                    return;
                }
                if (link.account.isFull()) {
                    lookAgain(link);
                    return;
                }
                next = waiting.remove();
                running++;
            }
            source.begin(next);
        }
    }

    private void lookAgain(Link link) {
        if (looking) {
            return;
        }
        try {
            var unused = source.timer()
                    .schedule(
                            () -> {
                                synchronized (this) {
                                    looking = false;
                                }
                                proceed(link);
                            },
                            PAUSE,
                            TimeUnit.MILLISECONDS);
            looking = true;
        } catch (RejectedExecutionException e) {
            // this agent is closed
        }
    }

    /** The child is gone. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
