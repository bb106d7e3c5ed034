package mitogen.cli.targets;

import mitogen.cli.status.UsageException;

/** A target does not parse. The message has the place, the problem, the line, and a caret under the fault. */
final class TargetSyntaxException extends UsageException {
    private static final long serialVersionUID = 1;

    static final String REMEDY = "Targets look like local, web1, web[01-20], deploy@web1:2222, bastion/web1/sudo:root,"
            + " @file, with commas between them.";

    /** The fault is at the given index of the line, which may be its end. */
    TargetSyntaxException(String problem, TextLine line, int at) {
        this(problem, line, at, REMEDY);
    }

    /** The same with another remedy. */
    TargetSyntaxException(String problem, TextLine line, int at, String remedy) {
        super(line.place(at) + problem + "\n  " + line.text() + "\n  " + " ".repeat(at) + "^\n" + remedy);
    }
}
