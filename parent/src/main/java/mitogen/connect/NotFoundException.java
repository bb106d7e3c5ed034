package mitogen.connect;

import mitogen.ConnectException;

/** What was to be entered does not exist: a container, a pod, a folder, a process; or the account or working directory in it. */
public final class NotFoundException extends ConnectException {
    private static final long serialVersionUID = 1;

    /** With what happened, where, and what to do. */
    public NotFoundException(String message) {
        super(message);
    }
}
