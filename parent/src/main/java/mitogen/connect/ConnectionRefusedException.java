package mitogen.connect;

/** The machine was reached, and nothing listens at the port. */
public final class ConnectionRefusedException extends UnreachableException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public ConnectionRefusedException(String message) {
        super(message);
    }
}
