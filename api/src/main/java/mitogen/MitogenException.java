package mitogen;

/** The root of everything that Mitogen itself throws. The first line says what and where, the second what to do. */
public class MitogenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure that has no other behind it.
     *
     * @param message what happened and where; on a second line, what to do
     */
    public MitogenException(String message) {
        super(message);
    }

    /**
     * Makes a failure with the one behind it.
     *
     * @param message what happened and where; on a second line, what to do
     * @param cause the failure behind it, or null if nobody knows it
     */
    public MitogenException(String message, Throwable cause) {
        super(message, cause);
    }
}
