package mitogen.cli.status;

/** A failure of ours that the command itself has told; it only decides about the exit status. */
public final class ToldFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The failure, or null where a command has found at a target what it was to look for. */
    public ToldFailure(Throwable failure) {
        super(failure);
    }
}
