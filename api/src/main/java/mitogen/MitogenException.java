package mitogen;

/** The root of everything that Mitogen itself throws. The first line says what and where, the second what to do. */
public class MitogenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message alone. */
    public MitogenException(String message) {
        super(message);
    }

    /** With the failure behind it. */
    public MitogenException(String message, Throwable cause) {
        super(message, cause);
    }
}
