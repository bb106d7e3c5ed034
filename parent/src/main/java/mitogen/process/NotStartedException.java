package mitogen.process;

import mitogen.CommandException.Reason;

/** A command could not be started; the message is what the system said. */
final class NotStartedException extends Exception {
    private static final long serialVersionUID = 1;

    final Reason reason;

    NotStartedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }
}
