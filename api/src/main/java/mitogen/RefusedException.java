package mitogen;

/** A context refused a message by its rules: the sender had no right to send it, or the message was larger than allowed. */
public final class RefusedException extends MitogenException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a refusal.
     *
     * @param message which context refused, and its reason
     */
    public RefusedException(String message) {
        super(message);
    }
}
