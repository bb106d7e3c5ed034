package mitogen.connect;

import mitogen.ConnectException;

/** The account that connects lacks a right: to the socket of a container engine, to change the root directory. */
public final class PermissionException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public PermissionException(String message) {
        super(message);
    }
}
