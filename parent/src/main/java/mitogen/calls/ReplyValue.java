package mitogen.calls;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import mitogen.CallException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.RemoteThrowable;
import mitogen.ValueException;
import mitogen.decode.Decoders;
import mitogen.decode.Decoding;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;

/** The value of one reply: decoded at once where that is quick, or else by {@link Decoders}. */
final class ReplyValue extends Decoding {
    private final PendingCall<?> call;
    private final Frame head;
    private boolean there; // guarded by the call, as are the next
    private Object value;
    private Throwable thrown;

    ReplyValue(PendingCall<?> call, Frame head) {
        super(call.caller.decoders, call.caller.lineOf(head.source()));
        this.call = call;
        this.head = head;
    }

    /** Decodes it, or has it decoded; the call is told then. */
    void start() {
        if (head.is(Protocol.DEAD)) {
            set(null, null);
        } else if (RareValues.isQuick(head, 0)) {
            try {
                set(check(open().get()), null);
            } catch (Throwable e) { // the call has to end, whatever it is
                set(null, e);
            }
        } else {
            call.caller.decoders.add(this);
        }
    }

    @Override
    protected ValueReader open() {
        return call.open(head);
    }

    @Override
    protected Object check(Object result) {
        if (!head.is(Protocol.ERROR)) {
            call.check(head, result);
        }
        return result;
    }

    @Override
    protected void decoded(Object result, Throwable failure) {
        set(result, failure);
        call.decoded();
    }

    private void set(Object result, Throwable failure) {
        synchronized (call) {
            there = true;
            value = result;
            thrown = failure;
        }
    }

    /** With the call's lock held. */
    boolean isThere() {
        return there;
    }

    /** The value, or what was thrown instead. */
    Object get() throws Throwable {
        synchronized (call) {
            if (thrown != null) {
                throw thrown;
            }
            return value;
        }
    }

    /** What a call fails with whose reply cannot be read. */
    static ValueException unreadable(Object context, Throwable why) {
        return new ValueException("the reply of " + context + " cannot be read: " + why);
    }

    /** What a call fails with whose reply is a throwable. */
    static MitogenException failure(Context context, Object value) {
        if (!(value instanceof RemoteThrowable remote)) {
            return new ValueException("the failure of " + context + " is not a throwable: " + value);
        }
        if (remote.type().equals(ValueException.class.getName()) && remote.getStackTrace().length == 0) {
            return new ValueException(remote.getMessage() + " (in " + context + ")");
        }
        return new CallException(context.name(), remote);
    }

    /**
     * What a future failed with: if somebody else completed the call with something of theirs, in an exception around it. What
     * a task threw is wrapped anew, as a task thread may have done it: the frames are to be those of whoever waits.
     */
    static RuntimeException unwrapped(Context context, ExecutionException e) {
        if (e.getCause() instanceof CallException thrown) {
            return new CallException(context.name(), thrown.remote());
        }
        return e.getCause() instanceof MitogenException failure ? failure : new CompletionException(e.getCause());
    }
}
