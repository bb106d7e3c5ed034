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
 * What a dead message says: why a message has no reply. A context that has no children cannot tell more of an end than
 * {@link Router#deadPayload} writes. There, the last two are missing.
 *
 * <pre>
 * code          byte     {@link Protocol#REFUSED} or {@link Protocol#LOST}
 * exit status   long     of the process whose end broke the way, or -1
 * text          string   for people
 * reason        byte     as the next, see {@link Loss}
 * hop           string
 * </pre>
 *
 * @param code see above
 * @param loss the rest, as the sender worded it; not escaped
 */
public record DeadMessage(int code, Loss loss) {
    /**
     * Reads one.
     *
     * @throws ValueException if the payload is damaged
     */
    public static DeadMessage read(Frame dead) {
        PayloadReader payload = new PayloadReader(dead);
        int code = payload.getByte();
        int exitStatus = (int) payload.getLong();
        String text = payload.getString();
        Loss loss = payload.remaining() == 0
                ? new Loss(exitStatus, text, guess(exitStatus), "")
                : new Loss(exitStatus, text, payload.getByte(), payload.getString());
        return new DeadMessage(code, loss);
    }

    private static int guess(int exitStatus) {
        return exitStatus < 0 ? Loss.UNKNOWN : Loss.ofExit(exitStatus);
    }

    /** Why there is no reply, for people; not escaped. */
    public String text() {
        return loss.text();
    }

    /** Whether it says that somebody is gone, and does not refuse something. One without a code may say anything. */
    public static boolean isLost(Frame dead) {
        return dead.payloadLength() == 0 || new PayloadReader(dead).getByte() != Protocol.REFUSED;
    }

    /** The exception for a dead message that came instead of a reply of the given context. */
    public static MitogenException exception(Router router, Context from, Frame dead) {
        return exception(router, from, from.toString(), dead);
    }

    /** The exception for a dead message that came to a context that asked for something. */
    public static MitogenException exception(Router router, String from, Frame dead) {
        return exception(router, null, from, dead);
    }

    private static MitogenException exception(Router router, Context context, String from, Frame dead) {
        Loss loss = loss(router, from, dead);
        return isLost(dead)
                ? new ContextLostException(loss.end(context, from))
                : new RefusedException(from + " refused: " + loss.text());
    }

    /** What it says besides its code, fit for people; of what came instead of a reply of somebody who is called so. */
    public static Loss loss(Router router, String from, Frame dead) {
        try {
            Loss told = read(dead).loss;
            // Those above name contexts as all do. What comes from below may name others as it likes.
            String hop = router.commands(dead.source()) && !told.hop().isEmpty() ? Printable.line(told.hop()) : from;
            return new Loss(told.exitStatus(), Printable.text(told.text()), told.reason(), hop);
        } catch (ValueException e) {
            return new Loss(-1, "the reason cannot be read: " + e.getMessage(), Loss.UNKNOWN, from);
        }
    }
}
