package mitogen.launch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Limits how many connects go through one jump host at once. An sshd drops what knocks while 10 others have not been let
 * in yet ({@code MaxStartups 10:30:100}, its default). Where ssh alone knows the way, and few connects are under way, it
 * need not be asked: such a turn counts for each way. Thread-safe.
 */
final class Turns {
    /** The name of turns whose way nobody was asked. */
    static final String ANY = "any";

    private static final int AT_ONCE = 10;

    /** One jump host; all is guarded by the turns. */
    private static final class Way {
        final Deque<Runnable> waiting = new ArrayDeque<>();
        int taken;
    }

    private final Executor executor;
    private final Map<String, Way> ways = new HashMap<>(); // guarded by this, as is the next
    private int any; // turns that were taken, whose way is not known

    Turns(Executor executor) {
        this.executor = executor;
    }

    /** Takes a turn whose way is not known, if there are so few that it does not matter. It is called {@link #ANY}. */
    synchronized boolean takeAny() {
        int taken = any;
        for (Way way : ways.values()) {
            taken += way.taken;
        }
        if (taken >= AT_ONCE) {
            return false;
        }
        any++;
        return true;
    }

    /** Runs the work: at once, on this thread, if that is possible; or else when its turn has come, by the executor. */
    void take(String name, Runnable work) {
        synchronized (this) {
            Way way = ways.computeIfAbsent(name, key -> new Way());
            if (!isFree(way)) {
                way.waiting.add(work);
                return;
            }
            way.taken++;
        }
        work.run();
    }

    private boolean isFree(Way way) {
        return way.taken + any < AT_ONCE;
    }

    /** Ends a turn that was taken. */
    void done(String name) {
        List<Runnable> next = new ArrayList<>();
        synchronized (this) {
            if (name.equals(ANY)) {
                any--;
            } else {
                ways.get(name).taken--;
            }
            for (Way way : ways.values()) {
                while (isFree(way) && !way.waiting.isEmpty()) {
                    way.taken++;
                    next.add(way.waiting.remove());
                }
            }
            ways.values().removeIf(way -> way.taken == 0 && way.waiting.isEmpty());
        }
        next.forEach(executor::execute);
    }

    /** Takes work back; whether it was still waiting for its turn. */
    synchronized boolean cancel(String name, Runnable work) {
        Way way = ways.get(name);
        return way != null && way.waiting.remove(work);
    }
}
