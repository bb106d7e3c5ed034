package mitogen.cli.status;

/** The user's own program failed in its own way: the message is shown as it is, and the status is the program's. */
public final class ProgramFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @serial the exit status */
    private final int status;

    /** @serial for programs */
    private final String name;

    /** @serial for a summary, or null */
    private final String phrase;

    /** A failure that programs are told as {@code FAILED}. */
    public ProgramFailure(String message, int status) {
        this(message, status, "FAILED", null);
    }

    /**
     * A failure with a word of its own.
     *
     * @param name what programs are told
     * @param phrase what stands in a summary, behind the number of targets
     */
    public ProgramFailure(String message, int status, String name, String phrase) {
        super(message);
        this.status = status;
        this.name = name;
        this.phrase = phrase;
    }

    int status() {
        return status;
    }

    /** What programs are told. */
    public String name() {
        return name;
    }

    /** What stands in a summary behind the number of targets; null for the exit status. */
    public String phrase() {
        return phrase;
    }
}
