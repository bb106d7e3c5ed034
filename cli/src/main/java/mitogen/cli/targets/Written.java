package mitogen.cli.targets;

import java.util.Arrays;

/**
 * A text that was made of a part of a line. It knows where each of its characters comes from, so that a fault in it is shown
 * in what somebody wrote.
 */
final class Written {
    private final TextLine line;
    private final String text;
    private final int[] at; // the index in the line for each character, and for the end

    private Written(TextLine line, String text, int[] at) {
        this.line = line;
        this.text = text;
        this.at = at;
    }

    String text() {
        return text;
    }

    static Written part(TextLine line, int from, int to) {
        int[] at = new int[to - from + 1];
        Arrays.setAll(at, i -> from + i);
        return new Written(line, line.text().substring(from, to), at);
    }

    /** The same with other characters in place of some; they come from where these began. */
    Written with(int from, int to, String other) {
        int[] next = new int[text.length() - (to - from) + other.length() + 1];
        System.arraycopy(at, 0, next, 0, from);
        Arrays.fill(next, from, from + other.length(), at[from]);
        System.arraycopy(at, to, next, from + other.length(), at.length - to);
        return new Written(line, text.substring(0, from) + other + text.substring(to), next);
    }

    TargetSyntaxException fault(String problem, int index) {
        return line.fault(problem, at[Math.max(0, Math.min(index, text.length()))]);
    }
}
