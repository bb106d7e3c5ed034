package mitogen;

/**
 * A value does not belong to the closed set that travels between contexts, or what arrived is not such a value. The
 * message names the offending class, where it was found, and the way out.
 */
public final class ValueException extends MitogenException {
    private static final long serialVersionUID = 1;

    /**
     * Makes a refusal of a value.
     *
     * @param message the class of the value, where it was found, and what can be sent instead
     */
    public ValueException(String message) {
        super(message);
    }
}
