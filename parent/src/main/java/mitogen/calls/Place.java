package mitogen.calls;

import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.RemoteThrowable;
import mitogen.internal.Printable;
import mitogen.route.Reply;
import mitogen.tree.DeadMessage;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;
import mitogen.wire.RareValues;
import mitogen.wire.ValueReader;

/**
 * What this agent knows of a context that it has connected: connecting, while there is no outcome; then up, or failed,
 * or late; in the end lost. Whoever connects it may be anybody, so its word is waited for as long as a connect takes and
 * not longer.
 */
public final class Place implements Reply {
    final Context context;
    final Context via;

    /** The first of several contexts that were connected for this one, and end with it; null if there is no such. */
    volatile Context first;

    private final Caller caller;
    private final Place above; // of the context that connects it, or null if that is up for sure
    private Frame outcome; // guarded by this, as is all below
    private long since = System.nanoTime(); // when it began, or was up
    private String late;
    private String lost;
    private int exitStatus;

    public Place(Caller caller, Context context, Context via, Place above) {
        this.caller = caller;
        this.context = context;
        this.via = via;
        this.above = above;
    }

    @Override
    public int destination() {
        return via.id();
    }

    @Override
    public void arrived(Frame head) {
        if (!head.is(Protocol.DEAD) && !head.is(Protocol.ERROR)) {
            caller.classes().up(context.id(), new PayloadReader(head).getByte());
        }
        synchronized (this) {
            outcome = head;
            since = System.nanoTime();
            notifyAll();
        }
        if (head.is(Protocol.DEAD) || head.is(Protocol.ERROR)) {
            caller.places.failed(this); // whoever connects it has to say that it is gone, but may be anybody
        }
    }

    /**
     * Whether it is time to wait no longer; to be asked again if not.
     *
     * @return the nanoseconds that are left; 0 if there is an outcome; -1 if there is none in time
     */
    long left(long most) {
        long began = above == null ? Long.MIN_VALUE : above.upSince();
        synchronized (this) {
            if (outcome != null || lost != null || late != null) {
                return 0;
            }
            long from = began == Long.MIN_VALUE || began - since < 0 ? since : began;
            return Math.max(-1, from + most - System.nanoTime());
        }
    }

    private synchronized long upSince() {
        return outcome == null ? System.nanoTime() : since;
    }

    /** It is given up. */
    synchronized void late(String reason) {
        if (outcome == null) {
            late = reason;
            notifyAll();
        }
    }

    synchronized void lost(String reason, int status) {
        lost = reason;
        exitStatus = status;
        notifyAll();
    }

    /** Waits until it is up. */
    void await() {
        synchronized (this) {
            while (outcome == null && lost == null && late == null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new MitogenException("interrupted while waiting for " + context, e);
                }
            }
        }
        MitogenException failed = failure();
        if (failed != null) {
            throw failed;
        }
    }

    /** Why this context cannot be used, or null; a new exception each time. Not for reader threads: it may load classes. */
    public MitogenException failure() {
        MitogenException first = above == null ? null : above.failure();
        if (first != null) {
            return first;
        }
        Frame answer;
        String gone;
        String given;
        synchronized (this) {
            answer = outcome;
            gone = lost;
            given = late;
        }
        if (given != null) {
            return new ConnectFailedException(Reason.TIMEOUT, context.name(), given);
        }
        if (answer != null && answer.is(Protocol.DEAD)) {
            return DeadMessage.exception(via, answer);
        }
        if (answer != null && answer.is(Protocol.ERROR)) {
            return connectFailure(answer);
        }
        return gone == null ? null : new ContextLostException(context + " is gone: " + gone, exitStatus);
    }

    /** The failure that the connecting context answered with. */
    private MitogenException connectFailure(Frame answer) {
        Object thrown;
        try {
            thrown = RareValues.nextThrowable(new ValueReader(answer, caller.agent.linkage(answer.source())));
        } catch (RuntimeException e) {
            return connectorFailed("cannot connect " + context + ": the answer of " + via + " cannot be read: " + e);
        }
        if (thrown instanceof ConnectFailedException failure) {
            return printable(failure);
        }
        if (!(thrown instanceof RemoteThrowable remote)) {
            return connectorFailed("cannot connect " + context + ", and " + via + " does not tell why");
        }
        MitogenException other = connectorFailed("cannot connect " + context + ": " + remote);
        other.initCause(remote);
        return other;
    }

    /** Whoever sent it may have put control characters in it. */
    private static ConnectFailedException printable(ConnectFailedException failure) {
        return new ConnectFailedException(
                failure.reason(),
                Printable.line(failure.hop()),
                Printable.text(failure.getMessage()),
                failure.stage(),
                failure.command().stream().map(Printable::line).toList(),
                failure.exitStatus(),
                failure.lines().stream().map(Printable::line).toList());
    }

    private ConnectFailedException connectorFailed(String message) {
        return new ConnectFailedException(Reason.CONNECTOR_FAILED, context.name(), message);
    }
}
