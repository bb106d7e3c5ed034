package mitogen.tree;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import mitogen.route.Router;
import mitogen.wire.Frame;

/** Why contexts that were below this one are gone, for who asks for them later. Thread-safe. */
public final class Ends {
    /** How many contexts are remembered. */
    private static final int MOST = 4096;

    /** Characters of their reasons, all together. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Map<Integer, Loss> ends = new LinkedHashMap<>(); // oldest first; guarded by this, as is the next
    private int characters;

    synchronized void add(Set<Integer> contexts, Loss loss) {
        for (int context : contexts) {
            if (ends.putIfAbsent(context, loss) == null) {
                characters += length(loss);
            }
        }
        Iterator<Loss> oldest = ends.values().iterator();
        while (ends.size() > MOST || characters > MOST_CHARACTERS) {
            characters -= length(oldest.next());
            oldest.remove();
        }
    }

    private static int length(Loss loss) {
        return loss.text().length() + loss.hop().length();
    }

    /** Why a context is gone; null if it is not, or that was long ago. */
    synchronized Loss of(int context) {
        return ends.get(context);
    }

    /**
     * Answers a frame to a context that is gone, with the reason. The answer may overtake the news of the end.
     *
     * @return false if it is not gone, or that was long ago
     */
    boolean answered(Router router, Frame frame) {
        Loss end = of(frame.destination());
        if (end != null) {
            end.answer(router, frame);
        }
        return end != null;
    }
}
