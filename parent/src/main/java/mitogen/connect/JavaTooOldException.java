package mitogen.connect;

import mitogen.ConnectException;

/** The Java on the target is older than 17; the message tells which and where. */
public final class JavaTooOldException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public JavaTooOldException(String message) {
        super(message);
    }
}
