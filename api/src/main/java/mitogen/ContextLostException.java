package mitogen;

/** A context ended, or the way to it broke, before it answered. The message tells which hop, and why. */
public final class ContextLostException extends MitogenException {
    private static final long serialVersionUID = 1;

    /** @serial see {@link #exitStatus()} */
    private final int exitStatus;

    /** With the reason, and the exit status or -1. */
    public ContextLostException(String message, int exitStatus) {
        super(message);
        this.exitStatus = exitStatus;
    }

    /**
     * The exit status of the process whose end broke the way (128 plus the signal number where a signal ended it), or -1
     * where it is not known.
     */
    public int exitStatus() {
        return exitStatus;
    }
}
