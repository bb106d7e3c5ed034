package mitogen.launch;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;

/**
 * What all connects from this context share: the program that tools ask for passwords by, the turns at jump hosts, and what
 * is known of the tools here. Owns the thread {@code mitogen-timer}, which watches deadlines: those of connects, and those
 * of calls too. Thread-safe.
 */
public final class LocalTools {
    final Agent agent;
    private final ScheduledThreadPoolExecutor timer;
    private final Turns turns;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private boolean closed; // guarded by this, as is the next
    private Askpass askpass;

    LocalTools(Agent agent) {
        this.agent = agent;
        turns = new Turns(agent::execute);
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "mitogen-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs what must not wait, later. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** The words for this context in errors. */
    String self() {
        return agent.config.route.isEmpty() ? "the controller" : agent.config.route;
    }

    /** The words for a child of this context in errors: {@code ssh:web1 from the controller}. */
    String describe(String name) {
        return name + " from " + self();
    }

    /** The program that asks for passwords of ssh and sudo; made when the first one is needed. */
    synchronized Askpass askpass() throws IOException {
        if (closed) {
            throw new IOException(self() + " is closed");
        }
        if (askpass == null) {
            askpass = Askpass.open();
        }
        return askpass;
    }

    /** Whose turn it is to connect through a jump host. */
    Turns turns() {
        return turns;
    }

    /** Arguments that tools here do not know, of those that may be left out. */
    Set<String> unknown() {
        return unknown;
    }

    /** No connect begins any more. */
    synchronized void close() {
        closed = true;
        if (askpass != null) {
            askpass.close();
        }
        timer.shutdownNow();
    }

    /** After {@link #close}. */
    void awaitEnd() {
        try {
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
