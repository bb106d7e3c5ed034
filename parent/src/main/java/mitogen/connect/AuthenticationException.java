package mitogen.connect;

import mitogen.ConnectException;

/** The far side did not accept who we are: a wrong key, a wrong or missing password. */
public class AuthenticationException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public AuthenticationException(String message) {
        super(message);
    }
}
