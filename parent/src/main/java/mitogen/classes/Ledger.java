package mitogen.classes;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one context was sent. Thread-safe; whoever sends holds its lock meanwhile, so that nobody takes for sent what is
 * not under way yet.
 */
final class Ledger {
    private final Set<String> roots = ConcurrentHashMap.newKeySet();
    private final Set<Integer> batches = ConcurrentHashMap.newKeySet();
    private volatile Collection<String> latest = List.of();

    /** Whether all that tasks with these roots need was sent. */
    boolean covers(Collection<String> some) {
        return roots.containsAll(some);
    }

    /** All that tasks with these roots need is under way. */
    void cover(Collection<String> some) {
        roots.addAll(some);
    }

    /** A task with these roots is about to be sent. */
    void called(Collection<String> some) {
        latest = some;
    }

    /** The roots of the latest task: what is asked for is probably needed for it. */
    Collection<String> latest() {
        return latest;
    }

    /** Notes that a batch is sent; false if it was sent before. */
    boolean add(int batch) {
        return batches.add(batch);
    }

    /** A batch will never be sent again. */
    void forget(int batch) {
        batches.remove(batch);
    }

    Set<String> roots() {
        return Set.copyOf(roots);
    }

    Set<Integer> batches() {
        return Set.copyOf(batches);
    }
}
