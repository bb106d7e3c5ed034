package mitogen.decode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.MitogenException;

/**
 * Decode what takes time: collections, records and all that is large, so that whoever waits for it can stop to do so. Those
 * from whom it comes take turns, each with two at a time, so that none keeps the others waiting for long. What nobody waits
 * for any more, and goes on all the same, because it is in a constructor of the application's, has its place given to
 * another.
 *
 * <p>Owns the threads {@code mitogen-decode-N}: four at work, and at most sixty that were given up.
 */
public final class Decoders {
    private static final int AT_WORK = 4;
    private static final int EACH = 2;
    private static final int MOST_GIVEN_UP = 60;

    private final ThreadPoolExecutor pool;
    private final AtomicInteger threads = new AtomicInteger();

    // All below is guarded by this.
    private final Map<Object, Queue<Decoding>> waiting = new LinkedHashMap<>(); // by whom it is from; who is next first
    private final Set<Decoding> running = new HashSet<>();
    private int givenUp;
    private final String closedText;
    private boolean closed;

    public Decoders(String name) {
        closedText = name + " was closed";
        pool = new ThreadPoolExecutor(
                0, 2 * AT_WORK + MOST_GIVEN_UP, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "mitogen-decode-" + threads.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Has it decoded when its turn comes. Not for reader threads. */
    public void add(Decoding decoding) {
        List<Decoding> refused;
        synchronized (this) {
            waiting.computeIfAbsent(decoding.from, unused -> new ArrayDeque<>()).add(decoding);
            refused = next();
        }
        refuse(refused);
    }

    /** Starts what may be started; those that cannot are for {@link #refuse}. */
    private List<Decoding> next() {
        List<Decoding> refused = new ArrayList<>();
        while (running.size() < AT_WORK || closed) {
            Decoding next = closed ? any() : turn();
            if (next == null) {
                break;
            }
            try {
                if (closed) {
                    refused.add(next);
                } else {
                    running.add(next);
                    pool.execute(next);
                }
            } catch (RuntimeException | OutOfMemoryError e) { // no more threads
                running.remove(next);
                refused.add(next);
            }
        }
        return refused;
    }

    private Decoding any() {
        Iterator<Queue<Decoding>> queues = waiting.values().iterator();
        if (!queues.hasNext()) {
            return null;
        }
        Queue<Decoding> queue = queues.next();
        Decoding next = queue.remove();
        if (queue.isEmpty()) {
            queues.remove();
        }
        return next;
    }

    private Decoding turn() {
        Object from = null;
        for (Object each : waiting.keySet()) {
            if (from == null
                    && running.stream().filter(other -> other.from.equals(each)).count() < EACH) {
                from = each;
            }
        }
        if (from == null) {
            return null;
        }
        Queue<Decoding> queue = waiting.remove(from);
        Decoding next = queue.remove();
        if (!queue.isEmpty()) {
            waiting.put(from, queue); // behind all others
        }
        return next;
    }

    private void refuse(List<Decoding> refused) {
        String why;
        synchronized (this) {
            why = closed ? closedText : "there are no more threads";
        }
        for (Decoding each : refused) {
            each.tell(null, new MitogenException(why + ", so a value is not decoded"));
        }
    }

    /** Of its thread: it has come to its end. */
    void over(Decoding decoding) {
        List<Decoding> refused;
        synchronized (this) {
            if (!running.remove(decoding)) {
                givenUp--;
            }
            refused = next();
        }
        refuse(refused);
    }

    /** Nobody waits for it any more. */
    public void giveUp(Decoding decoding) {
        List<Decoding> refused;
        synchronized (this) {
            Queue<Decoding> queue = waiting.get(decoding.from);
            if (queue != null && queue.remove(decoding)) {
                if (queue.isEmpty()) {
                    waiting.remove(decoding.from);
                }
                return;
            }
            decoding.stop();
            if (givenUp < MOST_GIVEN_UP && running.remove(decoding)) {
                givenUp++;
            }
            refused = next();
        }
        refuse(refused);
    }

    /** Ends all that is under way; whoever waits for it is told. */
    public void close() {
        List<Decoding> refused;
        synchronized (this) {
            closed = true;
            refused = next();
            refused.addAll(running);
        }
        refuse(refused); // first, so that the reason is the close, and not what an interrupt makes of the values
        refused.forEach(Decoding::stop);
        pool.shutdownNow();
    }
}
