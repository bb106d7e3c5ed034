package mitogen.connect;

import mitogen.ConnectException;

/** A signal ended what was to become the context, such as that of a kernel that is out of memory. */
public final class KilledException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public KilledException(String message) {
        super(message);
    }
}
