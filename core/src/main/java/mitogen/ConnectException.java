package mitogen;

/**
 * A context could not be started. The message tells the stage that failed, the command that was run, what the far side
 * printed last, and what to do. Subclasses tell the causes apart that a program may want to handle.
 */
public class ConnectException extends MitogenException {
    private static final long serialVersionUID = 1;

    /** With a message alone. */
    public ConnectException(String message) {
        super(message);
    }
}
