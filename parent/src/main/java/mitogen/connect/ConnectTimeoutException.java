package mitogen.connect;

import mitogen.ConnectException;

/** The context was not up within the time allowed; the message names the stage that was reached. */
public final class ConnectTimeoutException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public ConnectTimeoutException(String message) {
        super(message);
    }
}
