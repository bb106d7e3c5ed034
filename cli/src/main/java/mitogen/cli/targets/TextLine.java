package mitogen.cli.targets;

/**
 * A line in which targets are written.
 *
 * @param file where it stands, or null for the command line
 * @param number the number of the line in the file, from 1
 */
public record TextLine(String file, int number, String text) {
    /** What was typed behind an option. */
    public static TextLine ofCommandLine(String text) {
        return new TextLine(null, 1, text);
    }

    /** What is wrong, with the place, the line, and a caret under the character at this index. */
    TargetSyntaxException fault(String problem, int at) {
        return new TargetSyntaxException(problem, this, at);
    }

    /** Goes before the problem: the file, the line and the column, as compilers write them. */
    String place(int at) {
        return file == null ? "" : file + ":" + number + ":" + (at + 1) + ": ";
    }
}
