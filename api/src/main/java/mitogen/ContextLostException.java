package mitogen;

/** A context ended, or the path to it broke, before it answered. The message tells at which hop, and why. */
public final class ContextLostException extends MitogenException {
    private static final long serialVersionUID = 1;

    private final transient End end;

    /**
     * Makes the exception for an end, with its message.
     *
     * @param end the end of the context
     */
    public ContextLostException(End end) {
        super(end.message());
        this.end = end;
    }

    /** {@return why the context ended, at which hop, and with which exit status} */
    public End end() {
        return end;
    }
}
