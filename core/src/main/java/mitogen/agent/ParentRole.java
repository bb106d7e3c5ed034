package mitogen.agent;

import java.time.Duration;
import mitogen.Action;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.route.Link;
import mitogen.wire.Frame;

/**
 * What a context can do once it has, or addresses, other contexts. Implemented by the parent module, which is fetched
 * when this is first needed, so that a context that only runs tasks never carries it. The first group are the methods
 * of {@link Context} of the same names.
 */
public interface ParentRole {
    /** See {@link Context#connect}. */
    Context connect(Context from, ConnectionMethod method);

    /** See {@link Context#await}. */
    void await(Context context);

    /** See {@link Context#submit}; the work is a Task or an Action. */
    <T> Call<T> submit(Context context, Object work);

    /** See {@link Context#execute}. */
    void execute(Context context, Action action);

    /** See {@link Context#ping}. */
    Duration ping(Context context);

    /** See {@link Context#close}. */
    void close(Context context);

    /**
     * Starts a child; the link is pending and known to the router. Waits for nothing. In the end the link is open and
     * the order answered, or the order is answered with a {@link mitogen.ConnectException} and then the link is closed.
     *
     * @param order the message to answer
     */
    void launch(Frame order, Link link, ConnectionMethod method);

    /** See {@link Context#grant}. */
    void grant(Context context, Context caller);

    /** Ends a child and what is behind it: in order, or after the grace period by force. Returns when it is gone. */
    void closeChild(int child, int closer);

    /** {@link #closeChild} for all children at once; no child can be started any more. */
    void closeChildren();

    /** A child's link has ended. Called on its reader thread. */
    void lost(Link link, String reason, int exitStatus);

    /** Whether the process is a child of ours; those end by themselves, all others of a task are killed at the end. */
    boolean owns(long pid);
}
