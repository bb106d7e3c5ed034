package mitogen.connect;

/** The host has no address: its name is misspelt, or no name server knows it. */
public final class UnknownHostException extends UnreachableException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public UnknownHostException(String message) {
        super(message);
    }
}
