package mitogen.controller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.classes.Batch;
import mitogen.classes.ClassRequest;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/** Makes batches, numbers them, and keeps them in case another child needs just the same. Thread-safe. */
final class BatchStore {
    /** Packed bytes that are kept, and what the last minute needs besides. */
    private static final long MOST = Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);

    /**
     * A batch.
     *
     * @param keys of what is in it
     */
    record Made(int number, List<String> keys, Batch batch) {}

    /** Nothing is forgotten before so many nanoseconds have passed: it may be about to be sent. */
    private static final long GRACE = TimeUnit.MINUTES.toNanos(1);

    private static final class Kept {
        final List<Made> batches;
        long used = System.nanoTime();

        Kept(List<Made> batches) {
            this.batches = batches;
        }
    }

    private final Router router;
    private final AtomicInteger next = new AtomicInteger(1);
    private final Map<Integer, Batch> kept = new ConcurrentHashMap<>();
    private final Map<List<String>, Kept> made = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private long size; // guarded by this

    BatchStore(Router router) {
        this.router = router;
    }

    /**
     * Packs things, or finds the batches that were made of just the same before. One at a time: many children often need the
     * same at once.
     *
     * @param entries by keys that tell them apart
     * @param most packed bytes of all together; what is beyond that is left out
     */
    synchronized List<Made> make(Map<String, Batch.Entry> entries, int most) {
        if (entries.isEmpty()) {
            return List.of();
        }
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.add("at most " + most);
        List<Made> before = before(keys);
        if (before != null) {
            return before;
        }
        List<Made> batches = new ArrayList<>();
        Iterator<Map.Entry<String, Batch.Entry>> each = entries.entrySet().iterator();
        for (Batch batch : Packing.pack(List.copyOf(entries.values()), most)) {
            List<String> within = new ArrayList<>();
            for (Batch.Entry entry : batch.entries()) {
                Map.Entry<String, Batch.Entry> packed = each.next();
                while (!packed.getValue().equals(entry)) { // what is too large for a batch was left out
                    packed = each.next();
                }
                within.add(packed.getKey());
            }
            batches.add(made(within, batch));
        }
        keep(keys, batches);
        return batches;
    }

    /**
     * The same for batches that were packed before, of what has the names as its keys.
     *
     * @param name tells them from others
     */
    synchronized List<Made> take(String name, List<Batch> packed) {
        List<String> keys = List.of(name);
        List<Made> before = before(keys);
        if (before != null) {
            return before;
        }
        List<Made> batches = packed.stream()
                .map(batch ->
                        made(batch.entries().stream().map(Batch.Entry::name).toList(), batch))
                .toList();
        keep(keys, batches);
        return batches;
    }

    private List<Made> before(List<String> keys) {
        Kept before = made.get(keys);
        if (before == null) {
            return null;
        }
        before.used = System.nanoTime();
        return before.batches;
    }

    private Made made(List<String> keys, Batch batch) {
        int number = publish(batch);
        kept.put(number, batch);
        return new Made(number, keys, batch);
    }

    private void keep(List<String> keys, List<Made> batches) {
        made.put(keys, new Kept(batches));
        batches.forEach(each -> size += each.batch.packed().length);
        Iterator<Kept> oldest = made.values().iterator();
        while (size > MOST && oldest.hasNext()) {
            Kept old = oldest.next();
            if (System.nanoTime() - old.used < GRACE) {
                return;
            }
            for (Made each : old.batches) {
                size -= each.batch.packed().length;
                router.batches.remove(each.number);
                kept.remove(each.number);
            }
            oldest.remove();
        }
    }

    /** Whether there are so many that those should go without one who can: children may ask for any class. */
    synchronized boolean isFull() {
        return size > 2 * MOST;
    }

    /** Answers with something that is not kept here, as a child may ask for any number of names; relays keep it. */
    void passBy(ClassRequest wanted, Batch.Entry entry) {
        int number = publish(Batch.of(List.of(entry)));
        wanted.take(List.of(number));
        router.batches.remove(number);
        wanted.forget(number);
    }

    /** Makes a batch known to the router, and gives its number. */
    int publish(Batch batch) {
        int number = next.getAndIncrement();
        Frame whole = batch.frames(number);
        whole.address(0, router.self, Protocol.CLASSES, 0, 0);
        router.batches.put(number, whole);
        return number;
    }

    /** Those of the batches that are still kept. */
    List<Batch> kept(Collection<Integer> numbers) {
        return numbers.stream().map(kept::get).filter(Objects::nonNull).toList();
    }
}
