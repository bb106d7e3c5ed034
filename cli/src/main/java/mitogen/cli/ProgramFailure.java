package mitogen.cli;

/** The user's own program failed in its own way: the message is shown as it is, and the status is the program's. */
final class ProgramFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @serial the exit status */
    private final int status;

    ProgramFailure(String message, int status) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
