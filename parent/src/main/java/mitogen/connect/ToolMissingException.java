package mitogen.connect;

import mitogen.ConnectException;

/** The command that a connection method runs is not installed in the context that connects: {@code sudo}, {@code ssh}. */
public final class ToolMissingException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public ToolMissingException(String message) {
        super(message);
    }
}
