package mitogen.connect;

import mitogen.ConnectException;

/** There is no Java on the target; the message tells where it was looked for. */
public final class JavaNotFoundException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public JavaNotFoundException(String message) {
        super(message);
    }
}
