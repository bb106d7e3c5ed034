package mitogen.connect;

import mitogen.ConnectException;

/** The far side was reached, but what ran there did not become a context. */
public final class BootstrapException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public BootstrapException(String message) {
        super(message);
    }
}
