package mitogen.connect;

import mitogen.ConnectException;

/** The container, pod or machine that was to be entered is not running; of some, it may not exist either. */
public final class NotRunningException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public NotRunningException(String message) {
        super(message);
    }
}
