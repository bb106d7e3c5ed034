package mitogen.classes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Which context was sent what, and which Java it has. Sends batches, too, so that none is sent that is not noted. What
 * crosses a link is charged to the child at its end. Thread-safe.
 */
public final class Ledgers {
    private final Router router;
    private final Map<Integer, Ledger> ledgers = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> javas = new ConcurrentHashMap<>();

    /** Empty ones of a context with that router. */
    public Ledgers(Router router) {
        this.router = router;
    }

    Ledger of(int context) {
        return ledgers.computeIfAbsent(context, unused -> new Ledger());
    }

    /**
     * Sends a context those of the batches that it was not sent before. The router sends only the number of one that has
     * crossed the link.
     *
     * @param numbers of batches that the router knows
     * @return those that cross the link for the first time
     */
    Collection<Integer> send(Link link, int context, Collection<Integer> numbers) {
        Ledger ledger = of(context);
        List<Integer> first = new ArrayList<>();
        for (int number : numbers) {
            if (ledger.add(number)) {
                if (!link.batches.contains(number)) {
                    first.add(number);
                }
                PayloadWriter payload = new PayloadWriter(); // the router adds the batch where the link needs it
                payload.putInt(number);
                router.post(context, Protocol.CLASSES, 0, 0, payload.frames());
            }
        }
        return first;
    }

    /** Sends a context a batch that nobody on the way keeps, and that may be too large for that. */
    void sendOnce(int context, Batch batch) {
        router.post(context, Protocol.CLASSES, 0, Protocol.BULK, batch.frames(0));
    }

    /** A batch will never be sent again. */
    void forget(Link link, int context, int number) {
        of(context).forget(number);
        link.batches.remove(number);
    }

    /** The Java of a context, the oldest that is possible if it has not been heard of. */
    public int java(int context) {
        return javas.getOrDefault(context, ClassFile.OLDEST_JAVA);
    }

    /** Whether it is known which Java a context has. */
    public boolean knowsJava(int context) {
        return javas.containsKey(context);
    }

    /** A context is up, with that Java. */
    void up(int context, int java) {
        javas.put(context, java);
    }

    /** Contexts are gone. */
    void gone(Set<Integer> contexts) {
        ledgers.keySet().removeAll(contexts);
        javas.keySet().removeAll(contexts);
    }

    /** The roots of the tasks of each context. */
    public Map<Integer, Set<String>> roots() {
        Map<Integer, Set<String>> roots = new HashMap<>();
        ledgers.forEach((context, ledger) -> roots.put(context, ledger.roots()));
        return roots;
    }

    /** The numbers of the batches that a context was sent. */
    public Collection<Integer> batches(int context) {
        return of(context).batches();
    }
}
