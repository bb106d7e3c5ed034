package mitogen.calls;

import java.util.concurrent.TimeUnit;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.End;
import mitogen.MitogenException;
import mitogen.RefusedException;
import mitogen.RemoteThrowable;
import mitogen.route.Reply;
import mitogen.tree.DeadMessage;
import mitogen.tree.Loss;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/**
 * What this agent knows of a context that it has connected, or that it was asked to watch. States: waiting, while there is no
 * outcome; then up, or failed, or late; in the end lost. Whoever connects it may be anybody, so its word is waited for as
 * long as a connect takes and not longer. Answers and losses are told on reader threads, {@link #late} by the
 * timer; task threads complete the stages.
 */
final class ContextState implements Reply {
    final Context context;

    /** The context that connects it; null if that was not asked for here, and so a sign of life is the outcome. */
    final Context via;

    /** The first of several contexts that were connected for this one, and end with it; null if there is no such. */
    volatile AgentContext first;

    private final Contexts contexts;
    private final Caller caller;
    private final ContextState above; // of the context that connects it, or null if that is up for sure
    private Frame outcome; // guarded by this, as is all below
    private long since = System.nanoTime(); // when it began, or was up
    private String late;
    private Loss lost;
    private ContextStages stages; // null while nobody has asked for them

    ContextState(Contexts contexts, Caller caller, Context context, Context via, ContextState above) {
        this.contexts = contexts;
        this.caller = caller;
        this.context = context;
        this.via = via;
        this.above = above;
    }

    @Override
    public int destination() {
        return via == null ? context.id() : via.id();
    }

    @Override
    public void arrived(Frame head) {
        if (via != null && !isFailure(head)) {
            caller.classes().up(context.id(), new PayloadReader(head).getByte());
        }
        synchronized (this) {
            outcome = head;
            since = System.nanoTime();
            notifyAll();
        }
        if (isFailure(head)) {
            if (via == null) {
                contexts.remember(context.id());
            } else {
                contexts.failed(this); // whoever connects it has to say that it is gone, but may be anybody
            }
        }
        tell();
    }

    private static boolean isFailure(Frame answer) {
        return answer.is(Protocol.DEAD) || answer.is(Protocol.ERROR);
    }

    /**
     * Whether it is time to wait no longer; to be asked again if not.
     *
     * @return the nanoseconds that are left; 0 if there is an outcome; -1 if there is none in time
     */
    long left(long most) {
        long began = above == null ? Long.MIN_VALUE : above.upSince();
        synchronized (this) {
            if (isSettled()) {
                return 0;
            }
            long from = began == Long.MIN_VALUE || began - since < 0 ? since : began;
            return Math.max(-1, from + most - System.nanoTime());
        }
    }

    private synchronized long upSince() {
        return outcome == null ? System.nanoTime() : since;
    }

    private synchronized boolean isSettled() {
        return outcome != null || lost != null || late != null;
    }

    /** It is given up. */
    void late(String reason) {
        synchronized (this) {
            if (outcome == null) {
                late = reason;
                notifyAll();
            }
        }
        tell();
    }

    /** It has ended. On a reader thread. */
    void lost(Loss loss) {
        synchronized (this) {
            lost = lost == null ? loss : lost;
            notifyAll();
        }
        tell();
    }

    /** Has the stages completed, by a task thread. */
    private void tell() {
        ContextStages asked;
        synchronized (this) {
            asked = stages;
        }
        if (asked != null) {
            caller.agent.execute(asked);
        }
    }

    /** The stages of its life. */
    ContextStages stages() {
        ContextStages all;
        boolean settled;
        synchronized (this) {
            stages = stages == null ? new ContextStages(this) : stages;
            all = stages;
            settled = isSettled();
        }
        if (settled) {
            all.run(); // here, as nothing depends on them yet, or a task thread is about to do the same
        }
        return all;
    }

    /**
     * Waits until it is up.
     *
     * @param most in nanoseconds; Long.MAX_VALUE to wait forever
     * @return whether it was in time
     */
    boolean await(long most) throws InterruptedException {
        long start = System.nanoTime();
        synchronized (this) {
            while (!isSettled()) {
                long left = most == Long.MAX_VALUE ? most : most - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
        MitogenException failed = failure();
        if (failed != null) {
            throw failed;
        }
        return true;
    }

    /** Whether it ever was up, as far as is known. */
    synchronized boolean wasUp() {
        return outcome != null && !isFailure(outcome);
    }

    /** How it has ended, or null. Not for reader threads. */
    End end() {
        Loss loss;
        synchronized (this) {
            loss = lost;
        }
        MitogenException failure = failure();
        if (failure instanceof ConnectFailedException failed) {
            return End.of(context, failed);
        }
        if (loss != null) {
            return loss.end(context, context.toString());
        }
        if (failure == null || via == null && failure instanceof RefusedException) {
            return null;
        }
        String hop = via == null ? context.toString() : via.toString();
        return failure instanceof ContextLostException gone && gone.end().context() != null
                ? new End(
                        context,
                        gone.end().reason(),
                        gone.end().hop(),
                        gone.end().exitStatus(),
                        gone.getMessage())
                : new End(context, End.Reason.NOT_CONNECTED, hop, -1, failure.getMessage());
    }

    /** Why this context cannot be used, or null; a new exception each time. Not for reader threads: it may load classes. */
    MitogenException failure() {
        MitogenException first = above == null ? null : above.failure();
        if (first != null) {
            return first;
        }
        Frame answer;
        Loss gone;
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
            return gone != null && via == null
                    ? gone(gone)
                    : DeadMessage.exception(caller.agent.router, via == null ? context : via, answer);
        }
        if (answer != null && answer.is(Protocol.ERROR)) {
            return connectFailure(answer);
        }
        return gone == null ? null : gone(gone);
    }

    private ContextLostException gone(Loss loss) {
        return new ContextLostException(loss.end(context, context.toString()));
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
            return failure;
        }
        if (!(thrown instanceof RemoteThrowable remote)) {
            return connectorFailed("cannot connect " + context + ", and " + via + " does not tell why");
        }
        MitogenException other = connectorFailed("cannot connect " + context + ": " + remote);
        other.initCause(remote);
        return other;
    }

    private ConnectFailedException connectorFailed(String message) {
        return new ConnectFailedException(Reason.CONNECTOR_FAILED, context.name(), message);
    }
}
