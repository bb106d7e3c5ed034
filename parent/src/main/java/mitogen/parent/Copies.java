package mitogen.parent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The copies of one channel's sender that are elsewhere, each from the moment at which it was made for another context
 * until it ends. Not thread-safe.
 */
final class Copies {
    /** How many may be live, and how many may have ended before they were heard of. */
    static final int MOST = 1 << 16;

    /** The context that has it, that context's name, and the one that gave it. */
    record Copy(int holder, String name, int giver) {}

    private final Map<Long, Copy> live = new HashMap<>();
    private final Set<Long> early = new HashSet<>(); // those that ended before we heard that they were made
    private boolean any;

    /** One was made; false if there are too many. */
    boolean add(long copy, int holder, String name, int giver) {
        any = true;
        if (live.size() >= MOST) {
            return false;
        }
        if (!early.remove(copy)) {
            live.put(copy, new Copy(holder, name, giver));
        }
        return true;
    }

    /** One has ended, says a context. */
    void end(long copy, int source) {
        if (!live.containsKey(copy)) {
            if (early.size() < MOST) {
                early.add(copy);
            }
        } else if (concerns(copy, source)) {
            live.remove(copy);
        }
    }

    /** Whether the context has that copy, or gave it; or nobody knows yet. */
    boolean concerns(long copy, int source) {
        Copy known = live.get(copy);
        return known == null || known.holder == source || known.giver == source;
    }

    /** One that one of those contexts has, or null. */
    Copy heldBy(Set<Integer> contexts) {
        for (Copy copy : live.values()) {
            if (contexts.contains(copy.holder)) {
                return copy;
            }
        }
        return null;
    }

    Set<Integer> holders() {
        Set<Integer> holders = new HashSet<>();
        live.values().forEach(copy -> holders.add(copy.holder));
        return holders;
    }

    /** Whether there were any, and all have ended. */
    boolean allEnded() {
        return any && live.isEmpty();
    }

    void clear() {
        live.clear();
        early.clear();
    }
}
