package mitogen.parent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Set<Integer> closedEarly = new HashSet<>(); // asked to end before they were launched; guarded by this
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
            if (closed || closedEarly.remove(link.peer)) {
                throw new ConnectException("cannot connect " + Parent.describe(agent, link) + ": it is being closed");
            }
            processes.put(link.peer, child);
        }
        try {
            child.start(timer);
        } catch (RuntimeException e) {
            ended(child);
            throw e;
        }
    }

    void ended(ChildProcess child) {
        processes.remove(child.id(), child);
    }

    boolean owns(long pid) {
        return processes.values().stream().anyMatch(child -> child.pid() == pid);
    }

    void close(int id) {
        ChildProcess child;
        synchronized (this) {
            child = processes.get(id);
            Link link = agent.router.linkTo(id);
            if (child == null && link != null && link.peer == id) {
                closedEarly.add(id); // the order to connect it is still on its way through another task thread
            }
        }
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
