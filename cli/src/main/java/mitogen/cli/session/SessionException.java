package mitogen.cli.session;

/** A session cannot be used; the message says why and what to do. */
public final class SessionException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean loss;

    SessionException(String message) {
        this(message, false);
    }

    SessionException(String message, boolean loss) {
        super(message);
        this.loss = loss;
    }

    /** {@return whether the session was lost while it ran the command} */
    public boolean isLoss() {
        return loss;
    }
}
