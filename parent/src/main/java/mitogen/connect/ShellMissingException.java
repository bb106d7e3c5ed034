package mitogen.connect;

import mitogen.ConnectException;

/** There is no {@code sh} in the container or root directory that was to be entered. */
public final class ShellMissingException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public ShellMissingException(String message) {
        super(message);
    }
}
