package mitogen.parent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mitogen.ConnectException;
import mitogen.agent.Agent;
import mitogen.connect.CommandMethod;
import mitogen.route.Link;
import mitogen.wire.Frame;

/** The children of one context, from launch to end. Owns the thread {@code mitogen-timer}, which watches deadlines. */
final class Children {
    private final Agent agent;
    private final Map<Integer, ChildProcess> processes = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private boolean closed; // guarded by this

    Children(Agent agent) {
        this.agent = agent;
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "mitogen-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    void launch(Frame order, Link link, CommandMethod method) {
        ChildProcess child = new ChildProcess(agent, this, order, link, method);
        synchronized (this) {
            if (closed) {
                throw new ConnectException("cannot connect " + Parent.describe(agent, link) + ": it is being closed");
            }
            processes.put(link.peer, child);
        }
        child.start(timer);
    }

    void ended(ChildProcess child) {
        processes.remove(child.id(), child);
    }

    boolean owns(long pid) {
        return processes.values().stream().anyMatch(child -> child.pid() == pid);
    }

    void close(int id) {
        ChildProcess child = processes.get(id);
        if (child != null) {
            child.requestEnd();
            child.awaitEnd();
        }
    }

    void close() {
        List<ChildProcess> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(processes.values());
        }
        all.forEach(ChildProcess::requestEnd);
        all.forEach(ChildProcess::awaitEnd);
        timer.shutdownNow();
        try {
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
