package mitogen.cli.status;

/** The command can't be carried out as it was given. The first line says what, the following what to do. */
public class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message has at least two lines. */
    public UsageException(String message) {
        super(message);
    }
}
