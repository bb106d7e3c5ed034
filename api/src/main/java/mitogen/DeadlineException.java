package mitogen;

/** A call had no result within its timeout. Its remote work was told to stop. */
public final class DeadlineException extends MitogenException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the end of a wait.
     *
     * @param message what was waited for, and for how long
     */
    public DeadlineException(String message) {
        super(message);
    }
}
