package mitogen.cli;

/** The command can't be carried out as it was given. The first line says what, the following what to do. */
class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
