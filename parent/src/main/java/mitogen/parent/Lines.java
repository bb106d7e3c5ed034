package mitogen.parent;

import java.util.Deque;

/** How much is kept of what a far side prints, for errors. */
final class Lines {
    /** Characters of one line; longer ones are cut into several. */
    static final int MAX_LENGTH = 1000;

    private static final int MAX_LINES = 100;

    private Lines() {}

    /** Adds a line and forgets the oldest where there are too many; blank ones are not kept. */
    static void keep(Deque<String> lines, String line) {
        String text = line.stripTrailing();
        if (!text.isEmpty()) {
            lines.add(text);
            if (lines.size() > MAX_LINES) {
                lines.remove();
            }
        }
    }
}
