package mitogen.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which lines one text has and another has not, as {@code --diff} shows them. */
final class LineDiff {
    /** The table for longer texts would be too large; there all that lies between the common ends is different. */
    private static final int MOST_CELLS = 4_000_000;

    private LineDiff() {}

    /** A line that is different. */
    static final class Change {
        private final boolean added;
        private final byte[] line;

        private Change(boolean added, byte[] line) {
            this.added = added;
            this.line = line;
        }

        /** Whether the second text has it, and not the first. */
        boolean added() {
            return added;
        }

        byte[] line() {
            return line;
        }
    }

    /** The lines of a text, without their ends. */
    static List<byte[]> lines(byte[] text) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                lines.add(Arrays.copyOfRange(text, start, i));
                start = i + 1;
            }
        }
        if (start < text.length) {
            lines.add(Arrays.copyOfRange(text, start, text.length));
        }
        return lines;
    }

    /** The fewest lines to take out and to put in, in order. */
    static List<Change> of(byte[] from, byte[] to) {
        List<byte[]> before = lines(from);
        List<byte[]> after = lines(to);
        int start = 0;
        while (start < Math.min(before.size(), after.size()) && Arrays.equals(before.get(start), after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(before.size(), after.size()) - start
                && Arrays.equals(before.get(before.size() - 1 - end), after.get(after.size() - 1 - end))) {
            end++;
        }
        return between(before.subList(start, before.size() - end), after.subList(start, after.size() - end));
    }

    private static List<Change> between(List<byte[]> before, List<byte[]> after) {
        List<Change> changes = new ArrayList<>();
        if ((long) before.size() * after.size() > MOST_CELLS) {
            before.forEach(line -> changes.add(new Change(false, line)));
            after.forEach(line -> changes.add(new Change(true, line)));
            return changes;
        }
        int[][] common = new int[before.size() + 1][after.size() + 1]; // of the lines from there on
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = Arrays.equals(before.get(i), after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && Arrays.equals(before.get(i), after.get(j))) {
                i++;
                j++;
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                changes.add(new Change(false, before.get(i++)));
            } else {
                changes.add(new Change(true, after.get(j++)));
            }
        }
        return changes;
    }
}
