package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.internal.NativePaths;

/**
 * Directories that are watched there, by numbers. An order is a number and a path: which kinds of events are wanted, and where; or
 * the number of a directory below 0, less one, which is not watched any longer. Thread-safe.
 */
final class Watched {
    /** The kinds of events: what is at 0 was lost. A bit of an order stands for each other. */
    static final List<WatchEvent.Kind<?>> KINDS = List.of(
            StandardWatchEventKinds.OVERFLOW,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);

    private final WatchService service;
    private final Sender<Object> answers;
    private final Sender<Object> events;
    private final Map<WatchKey, Long> numbers = new HashMap<>(); // guarded by this
    private long last; // guarded by this

    Watched(WatchService service, Sender<Object> answers, Sender<Object> events) {
        this.service = service;
        this.answers = answers;
        this.events = events;
    }

    /** Obeys what has arrived. Ends the watch when no more will come. */
    synchronized void obey(Receiver<byte[]> orders) {
        try {
            for (byte[] order = orders.poll(); order != null; order = orders.poll()) {
                answers.send(done(order));
            }
        } catch (MitogenException e) {
            try {
                service.close();
            } catch (IOException closing) {
                e.addSuppressed(closing); // nobody is there to be told
            }
        }
    }

    private Object done(byte[] order) {
        long number = ByteBuffer.wrap(order).getLong();
        try {
            if (number >= 0) {
                Path directory = NativePaths.of(Arrays.copyOfRange(order, Long.BYTES, order.length));
                return number(directory.register(service, kinds(number)));
            }
            for (Map.Entry<WatchKey, Long> each : numbers.entrySet()) {
                if (each.getValue() == -1 - number) {
                    each.getKey().cancel();
                }
            }
            return 0L;
        } catch (IOException | RuntimeException e) {
            return Failure.of(e, null);
        }
    }

    private static WatchEvent.Kind<?>[] kinds(long bits) {
        List<WatchEvent.Kind<?>> kinds = new ArrayList<>();
        for (int i = 1; i < KINDS.size(); i++) {
            if ((bits >> i & 1) != 0) {
                kinds.add(KINDS.get(i));
            }
        }
        return kinds.toArray(new WatchEvent.Kind<?>[0]);
    }

    private synchronized long number(WatchKey key) {
        Long known = numbers.get(key);
        if (known == null) {
            known = ++last;
            numbers.put(key, known);
        }
        return known;
    }

    /** Tells of all that happens: number, events of kind, count and name, -1, whether it is still watched. */
    void tell() throws InterruptedException {
        while (true) {
            WatchKey key = service.take();
            Rows rows = new Rows(false);
            rows.put(number(key));
            for (WatchEvent<?> each : key.pollEvents()) {
                rows.put(KINDS.indexOf(each.kind()));
                rows.put(each.count());
                rows.put(each.context() instanceof Path name ? NativePaths.bytes(name) : PathBytes.EMPTY);
            }
            boolean valid = key.reset();
            if (!valid) {
                synchronized (this) {
                    numbers.remove(key);
                }
            }
            rows.put(-1);
            rows.put(valid ? 1 : 0);
            events.send(rows.take());
        }
    }
}
