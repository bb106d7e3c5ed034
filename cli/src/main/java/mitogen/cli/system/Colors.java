package mitogen.cli.system;

/**
 * Colors of what is our own between the targets' lines.
 *
 * @param out on standard output
 * @param err on standard error
 */
public record Colors(boolean out, boolean err) {
    public static final Colors NONE = new Colors(false, false);

    private static final String BOLD = "\033[1m";
    private static final String CYAN = "\033[36m";
    private static final String RED = "\033[31m";
    private static final String END = "\033[0m";

    /** What stands above the output of targets. */
    public String heading(boolean onOut, String text) {
        return colored(onOut, BOLD, text);
    }

    /** What stands before a line: red where it is an error. */
    public String prefix(boolean onOut, String text) {
        return colored(onOut, onOut ? CYAN : RED, text);
    }

    private String colored(boolean onOut, String color, String text) {
        return (onOut ? out : err) ? color + text + END : text;
    }
}
