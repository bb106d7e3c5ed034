package mitogen.tree;

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

    /** The exception for a dead message that came instead of a reply of the given context. */
    public static MitogenException exception(Object from, Frame dead) {
        try {
            DeadMessage message = read(dead);
            String reason = Printable.text(message.reason);
            return message.code == Protocol.REFUSED
                    ? new RefusedException(from + " refused: " + reason)
                    : new ContextLostException(from + " is gone: " + reason, message.exitStatus);
        } catch (ValueException e) {
            return new ContextLostException(from + " is gone, and the reason cannot be read: " + e.getMessage(), -1);
        }
    }
}
