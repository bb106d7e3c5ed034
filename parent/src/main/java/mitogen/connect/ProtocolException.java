package mitogen.connect;

import mitogen.ConnectException;

/** What arrived at the target is not what was sent, or the other way round: something between the two alters bytes. */
public final class ProtocolException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public ProtocolException(String message) {
        super(message);
    }
}
