package mitogen.connect;

/** A password was asked for, and the one that was given is wrong. It was tried once. */
public final class PasswordException extends AuthenticationException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public PasswordException(String message) {
        super(message);
    }
}
