package mitogen.tree;

import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.RefusedException;
import mitogen.ValueException;
import mitogen.internal.Printable;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;

/**
 * What a dead message says: why a message has no reply. {@link Router#deadPayload} writes it.
 *
 * @param code {@link Protocol#REFUSED} or {@link Protocol#LOST}
 * @param exitStatus of the process whose end broke the way, or -1
 * @param reason as the sender worded it; not escaped
 */
public record DeadMessage(int code, int exitStatus, String reason) {
    /**
     * Reads one.
     *
     * @throws ValueException if the payload is damaged
     */
    public static DeadMessage read(Frame dead) {
        PayloadReader payload = new PayloadReader(dead);
        return new DeadMessage(payload.getByte(), (int) payload.getLong(), payload.getString());
    }

    /** Whether it says that somebody is gone; not if it is damaged. */
    public static boolean isLost(Frame dead) {
        return dead.payloadLength() > 0 && new PayloadReader(dead).getByte() == Protocol.LOST;
    }

    /** The exception for a dead message that came instead of a reply of the given context. */
    public static MitogenException exception(Context from, Frame dead) {
        return exception(from, from.toString(), dead);
    }

    /** The exception for a dead message that came to a context that asked for something. */
    public static MitogenException exception(String from, Frame dead) {
        return exception(null, from, dead);
    }

    private static MitogenException exception(Context context, String from, Frame dead) {
        try {
            DeadMessage message = read(dead);
            String reason = Printable.text(message.reason);
            return message.code == Protocol.REFUSED
                    ? new RefusedException(from + " refused: " + reason)
                    : lost(context, from, message.exitStatus, reason);
        } catch (ValueException e) {
            return lost(context, from, -1, "the reason cannot be read: " + e.getMessage());
        }
    }

    /** All that is known then: a dead message has neither a reason as a number nor a hop. */
    private static ContextLostException lost(Context context, String from, int exitStatus, String text) {
        int reason = exitStatus < 0 ? Loss.UNKNOWN : exitStatus > 128 ? Loss.KILLED : Loss.EXITED;
        return new ContextLostException(new Loss(exitStatus, text, reason, from).end(context, from));
    }
}
