package mitogen.parent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Limits how many connects go through one jump host at once. An sshd drops what knocks while 10 others have not been let
 * in yet ({@code MaxStartups 10:30:100}, its default). Thread-safe.
 */
final class Turns {
    private static final int AT_ONCE = 10;

    /** One jump host; all is guarded by the turns. */
    private static final class Way {
        final Deque<Runnable> waiting = new ArrayDeque<>();
        int taken;
    }

    private final Executor executor;
    private final Map<String, Way> ways = new HashMap<>(); // guarded by this

    Turns(Executor executor) {
        this.executor = executor;
    }

    /** Runs the work: at once, on this thread, if that is possible; or else when its turn has come, by the executor. */
    void take(String name, Runnable work) {
        synchronized (this) {
            Way way = ways.computeIfAbsent(name, key -> new Way());
            if (way.taken == AT_ONCE) {
                way.waiting.add(work);
                return;
            }
            way.taken++;
        }
        work.run();
    }

    /** Ends a turn that was taken. */
    void done(String name) {
        Runnable next;
        synchronized (this) {
            Way way = ways.get(name);
            next = way.waiting.poll();
            if (next == null && --way.taken == 0) {
                ways.remove(name);
            }
        }
        if (next != null) {
            executor.execute(next);
        }
    }

    /** Takes work back; whether it was still waiting for its turn. */
    synchronized boolean cancel(String name, Runnable work) {
        Way way = ways.get(name);
        return way != null && way.waiting.remove(work);
    }
}
