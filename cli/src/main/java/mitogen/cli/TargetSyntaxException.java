package mitogen.cli;

/** A target string does not parse. The message has the problem, the string, and a caret under the fault. */
final class TargetSyntaxException extends UsageException {
    private static final long serialVersionUID = 1;

    static final String REMEDY =
            "Targets look like local, ssh:deploy@web1:2222, ssh:bastion/ssh:web1/sudo:root, with commas between them.";

    /** The fault is at the given index of the text, which may be its end. */
    TargetSyntaxException(String problem, String text, int at) {
        super(problem + "\n  " + text + "\n  " + " ".repeat(at) + "^\n" + REMEDY);
    }
}
