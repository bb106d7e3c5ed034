package mitogen.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import mitogen.ConnectionMethod;
import mitogen.agent.Agent;
import mitogen.classes.ClassPipe;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.lasting.Stay;
import mitogen.methods.AttachMethod;
import mitogen.methods.CommandMethod;
import mitogen.route.Link;
import mitogen.tree.ChildGate;
import mitogen.tree.Crossings;
import mitogen.tree.Lanes;
import mitogen.tree.Loss;
import mitogen.tree.Quotas;
import mitogen.tree.RouteTable;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.Protocol;

/** The children of one context, from launch to end. */
public final class Children {
    private final Agent agent;
    private final LocalTools tools;
    private final RouteTable routes;
    private final Crossings crossings;
    private final Map<Integer, Child> children = new ConcurrentHashMap<>();
    private final Set<Long> left = ConcurrentHashMap.newKeySet(); // processes of children that went on without a link
    private final Map<Integer, String> closedEarly = new HashMap<>(); // by whom, before the launch; guarded by this
    private boolean closed; // guarded by this
    private volatile ClassPipe classes; // set once, at the start
    private volatile Supplier<int[]> settings;

    public Children(Agent agent, RouteTable routes, Crossings crossings) {
        this.agent = agent;
        this.routes = routes;
        this.crossings = crossings;
        tools = new LocalTools(agent);
        int[] told = agent.config.settings;
        settings = () -> told;
        agent.router.handle(Protocol.STAY, this::stays);
    }

    /** A child tells that it goes on when its link is lost. On its reader thread. */
    private void stays(Link link, Frame head) {
        Child child = link == null ? null : children.get(link.peer);
        if (child != null && child.link == link && head.source() == link.peer) {
            child.stay(Stay.read(new PayloadReader(head)));
        }
    }

    /** That process is of a child which has gone on: it is not to be killed. */
    void left(long pid) {
        left.add(pid);
    }

    /** Runs what must not wait, later. */
    public ScheduledExecutorService timer() {
        return tools.timer();
    }

    /** What all connects from here share. */
    public LocalTools tools() {
        return tools;
    }

    /** From now on children get their classes and runtimes from there. */
    public void serve(ClassPipe pipe) {
        classes = pipe;
    }

    /** Children that are launched from now on are told these settings, of which only the {@link mitogen.tree.LogLevels} may be others. */
    public void settings(Supplier<int[]> current) {
        settings = current;
    }

    /** What a child is told: see {@link mitogen.tree.Settings}. */
    int[] settings() {
        return settings.get();
    }

    /** Where children get their classes and runtimes from. */
    ClassPipe classes() {
        return classes;
    }

    public void launch(Frame order, Link link, ConnectionMethod method) {
        Child child;
        if (method instanceof CommandMethod command) {
            child = new ChildProcess(this, order, link, command);
        } else if (method instanceof StreamMethod streams) {
            child = new ChildOverStreams(this, order, link, streams);
        } else if (method instanceof AttachMethod attach) {
            child = new ChildOverStreams(this, order, link, attach);
        } else {
            throw new IllegalArgumentException(
                    "the connection method " + method.getClass().getName() + " is of no kind that is known here");
        }
        String closer;
        String early = null; // one that runs already is not ended by not connecting it
        synchronized (this) {
            closer = closed ? tools.self() : closedEarly.remove(link.peer);
            if (!closed && child.staying() != null) {
                early = closer;
                closer = null;
            }
            if (closer == null) {
                children.put(link.peer, child);
            }
        }
        if (closer != null) {
            child.fail(Diagnosis.closed(tools, link.name, closer));
            child.finish("it could not be connected", -1);
            return;
        }
        if (early != null) {
            child.endAllTheSame();
            child.requestEnd(early, Quotas.GRACE);
        }
        try {
            child.start();
        } catch (RuntimeException e) {
            ended(child);
            throw e;
        }
    }

    /** What guards the rest of the tree from that child. */
    ChildGate gate(Child child) {
        return new ChildGate(agent, routes, crossings, child.link, child::ending);
    }

    void ended(Child child) {
        children.remove(child.id(), child);
    }

    /** Why what was behind that link, which has ended, is gone. On its reader thread. */
    public Loss loss(Link link, String text, int exitStatus) {
        Child child = children.get(link.peer);
        int reason = child == null ? Loss.NOT_CONNECTED : child.loss(exitStatus);
        return new Loss(exitStatus, text, reason, link.name);
    }

    /** A link has ended. */
    public void lost(Link link) {
        children.values().forEach(child -> Lanes.of(child.link).lost(link));
        Link up = agent.router.parent;
        if (up != null) {
            Lanes.of(up).lost(link);
        }
    }

    /** How the child of that number was connected; null where nobody knows. */
    public ConnectReport report(int id) {
        return children.get(id) instanceof ChildProcess child ? child.report() : null;
    }

    /** Whether the process is that of a child, or below it. */
    public boolean owns(long pid) {
        return left.contains(pid)
                || children.values().stream().anyMatch(child -> child.pid() == pid)
                || ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .filter(parent -> owns(parent.pid()))
                        .isPresent();
    }

    public void close(int id, int by) {
        String closer = by == agent.router.self ? tools.self() : by == 0 ? "the controller" : agent.router.nameOf(by);
        Child child;
        synchronized (this) {
            child = children.get(id);
            Link link = agent.router.linkTo(id);
            if (child == null && link != null && link.peer == id) {
                closedEarly.put(id, closer); // the order to connect it is still on its way through another task thread
            }
        }
        if (child != null) {
            child.endAllTheSame();
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
        long grace = grace(agent.router.ancestors.length);
        all.forEach(child -> child.requestEnd(tools.self(), grace));
        all.forEach(Child::awaitOrForceEnd); // one that hangs must not take the others' time
        all.forEach(Child::awaitEnd);
        tools.close();
        tools.awaitEnd();
    }
}
