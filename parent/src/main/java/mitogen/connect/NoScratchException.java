package mitogen.connect;

import mitogen.ConnectException;

/** No directory at the target takes the 1 KB that the first stage puts into a file without a name. */
public final class NoScratchException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public NoScratchException(String message) {
        super(message);
    }
}
