package mitogen.tree;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.route.Link;

/**
 * From behind which links something was ever sent behind which others: whoever sent it is to hear of ends over there. And
 * how much of it may still be answered, at the expense of who asked. Thread-safe.
 */
public final class Crossings {
    private final Map<Link, Map<Link, AtomicInteger>> unanswered =
            new ConcurrentHashMap<>(); // by whereto and wherefrom

    /** Something from behind the one goes up, to who is not above. */
    void up(Link from, Link parent) {
        pair(from, parent);
    }

    /**
     * Something goes across.
     *
     * @return whether it may answer something that came the other way; each is answered once
     */
    boolean answers(Link from, Link to) {
        AtomicInteger came = pair(to, from);
        AtomicInteger went = pair(from, to);
        if (came.get() > 0) { // only the reader of the one link takes from it
            came.decrementAndGet();
            return true;
        }
        went.incrementAndGet();
        return false;
    }

    private AtomicInteger pair(Link from, Link to) {
        Map<Link, AtomicInteger> sources = unanswered.get(to);
        if (sources == null) {
            sources = unanswered.computeIfAbsent(to, unused -> new ConcurrentHashMap<>());
        }
        AtomicInteger count = sources.get(from);
        return count != null ? count : sources.computeIfAbsent(from, unused -> new AtomicInteger());
    }

    /** From behind which links something was sent behind that one. */
    Set<Link> sources(Link to) {
        Map<Link, AtomicInteger> sources = to == null ? null : unanswered.get(to);
        return sources == null ? Set.of() : sources.keySet();
    }

    /** A link has ended. */
    void lost(Link link) {
        unanswered.remove(link);
        unanswered.values().forEach(sources -> sources.remove(link));
    }
}
