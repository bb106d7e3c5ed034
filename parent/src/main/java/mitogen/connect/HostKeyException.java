package mitogen.connect;

import mitogen.ConnectException;

/** The host key of the far side is unknown, or not the one that is known. It is never accepted silently. */
public class HostKeyException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public HostKeyException(String message) {
        super(message);
    }
}
