package mitogen.connect;

import mitogen.ConnectException;

/**
 * The machine could not be reached: its name is unknown, it refused the connection, or no way leads there. Or what runs
 * its containers does not answer.
 */
public class UnreachableException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public UnreachableException(String message) {
        super(message);
    }
}
