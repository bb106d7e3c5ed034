package mitogen.agent;

import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.ValueReader;

/**
 * What a context can do once it has, or addresses, other contexts. Implemented by the parent module, which is fetched
 * when this is first needed, so that a context that only runs tasks never carries it. As a handler it takes the messages
 * from {@link mitogen.wire.Protocol#CHANNEL} on, on a task thread.
 */
public interface ParentRole extends Handler {
    /** The context in which this runs: a {@code Context}. */
    Object context();

    /** Decodes a {@link mitogen.wire.Carried} value. */
    Object carried(int code, ValueReader from, SenderLinkage linkage);

    /**
     * Starts a child; the link is pending and known to the router. Waits for nothing. In the end the link is open and
     * the order answered, or the order is answered with a throwable and then the link is closed; what this throws is
     * answered by the caller.
     *
     * @param order the message to answer
     */
    void launch(Frame order, Link link);

    /** What a context may name in its values that is not above this one and was not granted calls. */
    SenderLinkage linkage(int source);

    /** Ends a child and what is behind it: in order, or after the grace period by force. Returns when it is gone. */
    void closeChild(int child, int closer);

    /** {@link #closeChild} for all children at once; no child can be started any more. */
    void closeChildren();

    /** Whether the process is that of a child, or below it; those end by themselves, all others are killed at the end. */
    boolean owns(long pid);
}
