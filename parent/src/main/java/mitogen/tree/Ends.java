package mitogen.tree;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Why contexts that were below this one are gone, for who asks for them later. Thread-safe. */
public final class Ends {
    /** How many contexts are remembered. */
    private static final int MOST = 4096;

    /** Characters of their reasons, all together. */
    private static final int MOST_CHARACTERS = 1 << 20;

    // Reason and exit status, oldest first; guarded by this, as is the next. Of no type of ours: reader threads must
    // not
    // ask for a class.
    private final Map<Integer, Map.Entry<String, Integer>> ends = new LinkedHashMap<>();
    private int characters;

    synchronized void add(Set<Integer> contexts, String reason, int exitStatus) {
        Map.Entry<String, Integer> end = Map.entry(reason, exitStatus);
        for (int context : contexts) {
            if (ends.putIfAbsent(context, end) == null) {
                characters += reason.length();
            }
        }
        Iterator<Map.Entry<String, Integer>> oldest = ends.values().iterator();
        while (ends.size() > MOST || characters > MOST_CHARACTERS) {
            characters -= oldest.next().getKey().length();
            oldest.remove();
        }
    }

    /** Why a context is gone, and its exit status; null if it is not, or that was long ago. */
    synchronized Map.Entry<String, Integer> of(int context) {
        return ends.get(context);
    }
}
