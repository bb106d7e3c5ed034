package mitogen;

/** A context declined a message by its rules: the sender had no authority for it, or it was larger than allowed. */
public final class RefusedException extends MitogenException {
    private static final long serialVersionUID = 1;

    /** With the reason that the refusing context gave. */
    public RefusedException(String message) {
        super(message);
    }
}
