package mitogen.connect;

/** A text is not a {@link ContextSpec}. The message has the problem, the text, and a caret under the fault. */
public final class ContextSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What a specification looks like: the last line of each message. */
    public static final String REMEDY =
            "It is written like local, ssh:deploy@web1:2222 or ssh:bastion/ssh:web1/sudo:root; see docs/reference/targets.md.";

    private final String problem;
    private final int position;

    /** The fault is at the given index of the text, which may be its end. */
    ContextSpecException(String problem, String text, int position) {
        super(problem + "\n  " + text + "\n  " + " ".repeat(position) + "^\n" + REMEDY);
        this.problem = problem;
        this.position = position;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** Where, as an index of the text; its length if something is missing at the end. */
    public int position() {
        return position;
    }
}
