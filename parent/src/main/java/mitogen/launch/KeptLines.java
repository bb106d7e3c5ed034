package mitogen.launch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is kept of what a far side prints, for errors: the first lines, where the reason of a JVM's crash stands, and the
 * last ones. Not thread-safe.
 */
final class KeptLines {
    /** Characters of one line; longer ones are cut into several. */
    static final int MAX_LENGTH = 1000;

    private static final int FIRST = 20;
    private static final int LAST = 100;

    private final List<String> first = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long left;

    /** Adds a line; blank ones are not kept. */
    void keep(String line) {
        String text = line.stripTrailing();
        if (text.isEmpty()) {
            return;
        }
        if (first.size() < FIRST) {
            first.add(text);
            return;
        }
        last.add(text);
        if (last.size() > LAST) {
            last.remove();
            left++;
        }
    }

    /** The lines in their order, with a line in the place of those that were not kept. */
    List<String> all() {
        List<String> all = new ArrayList<>(first);
        if (left > 0) {
            all.add("(" + left + " lines are left out here)");
        }
        all.addAll(last);
        return all;
    }

    void clear() {
        first.clear();
        last.clear();
        left = 0;
    }
}
