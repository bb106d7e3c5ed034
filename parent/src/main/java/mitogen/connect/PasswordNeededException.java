package mitogen.connect;

/** A password was asked for, and none was given. */
public final class PasswordNeededException extends AuthenticationException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public PasswordNeededException(String message) {
        super(message);
    }
}
