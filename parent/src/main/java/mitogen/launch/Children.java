package mitogen.launch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mitogen.ConnectionMethod;
import mitogen.agent.Agent;
import mitogen.classes.ClassSource;
import mitogen.connect.ConnectReport;
import mitogen.connect.InProcess;
import mitogen.methods.CommandMethod;
import mitogen.route.Link;
import mitogen.tree.ChildGate;
import mitogen.tree.Crossings;
import mitogen.tree.Lanes;
import mitogen.tree.Quotas;
import mitogen.tree.RouteTable;
import mitogen.wire.Frame;

/**
 * The children of one context, from launch to end. Owns the thread {@code mitogen-timer}, which watches deadlines: those of
 * connects, and those of calls too.
 */
public final class Children {
    private final Agent agent;
    private final RouteTable routes;
    private final Crossings crossings;
    private final Map<Integer, Child> children = new ConcurrentHashMap<>();
    private final Turns turns;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;
    private final Map<Integer, String> closedEarly = new HashMap<>(); // by whom, before the launch; guarded by this
    private boolean closed; // guarded by this, as is the next
    private Askpass askpass;
    private volatile ClassSource classes; // set once, at the start

    public Children(Agent agent, RouteTable routes, Crossings crossings) {
        this.agent = agent;
        this.routes = routes;
        turns = new Turns(agent::execute);
        this.crossings = crossings;
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

    /** From now on children get their classes and runtimes from there. */
    public void serve(ClassSource source) {
        classes = source;
    }

    /** Where children get their classes and runtimes from. */
    ClassSource classes() {
        return classes;
    }

    public void launch(Frame order, Link link, ConnectionMethod method) {
        Child child;
        if (method instanceof CommandMethod command) {
            child = new ChildProcess(this, timer, agent, order, link, command);
        } else if (method instanceof InProcess inProcess) {
            child = new ChildInProcess(this, timer, agent, order, link, inProcess);
        } else {
            throw new IllegalArgumentException(
                    "the connection method " + method.getClass().getName() + " is of no kind that is known here");
        }
        String closer;
        synchronized (this) {
            closer = closed ? self() : closedEarly.remove(link.peer);
            if (closer == null) {
                children.put(link.peer, child);
            }
        }
        if (closer != null) {
            child.fail(Diagnosis.closed(agent, link, closer));
            child.finish("it could not be connected", -1);
            return;
        }
        try {
            child.start();
        } catch (RuntimeException e) {
            ended(child);
            throw e;
        }
    }

    private String self() {
        return Child.self(agent);
    }

    /** What guards the rest of the tree from that child. */
    ChildGate gate(Child child) {
        return new ChildGate(agent, routes, crossings, child.link, child::ending);
    }

    void ended(Child child) {
        children.remove(child.id(), child);
    }

    /** A link has ended. */
    public void lost(Link link) {
        children.values().forEach(child -> Lanes.of(child.link).lost(link));
        Link up = agent.router.parent();
        if (up != null) {
            Lanes.of(up).lost(link);
        }
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

    /** How the child of that number was connected; null where nobody knows. */
    public ConnectReport report(int id) {
        return children.get(id) instanceof ChildProcess child ? child.report() : null;
    }

    public boolean owns(long pid) {
        return children.values().stream().anyMatch(child -> child.pid() == pid);
    }

    public void close(int id, int by) {
        String closer = by == agent.router.self ? self() : by == 0 ? "the controller" : agent.router.nameOf(by);
        Child child;
        synchronized (this) {
            child = children.get(id);
            Link link = agent.router.linkTo(id);
            if (child == null && link != null && link.peer == id) {
                closedEarly.put(id, closer); // the order to connect it is still on its way through another task thread
            }
        }
        if (child != null) {
            child.requestEnd(closer, Quotas.GRACE);
            child.awaitEnd();
        }
    }

    /**
     * How long the children of a context at that depth may take to end when it does. A context that was told to end halts
     * after two seconds whatever happens; what hangs below it must be killed by then, and the deeper the earlier, as what is
     * killed kills nothing any more.
     */
    private static long grace(int depth) {
        return depth == 0 ? Quotas.GRACE : 2000 - 150 * Math.min(depth, 6);
    }

    public void close() {
        List<Child> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(children.values());
        }
        long grace = grace(agent.router.ancestors().length);
        all.forEach(child -> child.requestEnd(self(), grace));
        all.forEach(Child::awaitOrForceEnd); // one that hangs must not take the others' time
        all.forEach(Child::awaitEnd);
        synchronized (this) {
            if (askpass != null) {
                askpass.close();
            }
        }
        timer.shutdownNow();
        try {
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
