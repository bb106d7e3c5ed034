package mitogen.agent;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import mitogen.MitogenException;
import mitogen.io.OutputForwarder;
import mitogen.load.RemoteClassLoader;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.Rare;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/** The runtime of one context. The controller has one, and so has each child; nothing in it is process-wide. */
public final class Agent implements Handler, Router.Listener, Runnable, Supplier<Object>, Rare {
    private static final int RESERVE = 64 * 1024;

    /** How this agent was configured by its parent. */
    public final BootConfig config;

    /** The context's name, for people. */
    public final String name;

    /** Routes for this agent. */
    public final Router router;

    /** Defines, or finds, the classes of tasks. */
    public final ClassLoader loader;

    /** Takes what this context prints to the controller. */
    public final OutputForwarder output;

    /** The packed core, for children; null until it is known. */
    public final byte[] core;

    /** Contexts elsewhere whose calls are obeyed, because somebody above said so. */
    final Set<Integer> granted = ConcurrentHashMap.newKeySet();

    final Map<Long, Work> running = new ConcurrentHashMap<>();
    final AtomicInteger unnamed = new AtomicInteger();

    /** The process is about to end: tasks that are interrupted now have nothing to answer any more. */
    volatile boolean exiting;

    /** Given up when memory runs out, so that this can still be told. */
    private volatile byte[] reserve = new byte[RESERVE];

    /** What ends this context where it is a process. */
    Main process;

    private final TaskThreads tasks = new TaskThreads(this);
    private volatile ParentRole parentRole; // written under this
    private final AtomicBoolean logging;
    private volatile Rare rare; // fetched when the first rare value comes or goes

    /**
     * An agent whose handlers are set, but whose router has no links yet.
     *
     * @param application where tasks' classes are found; null to ask the parent for them
     * @param shared in that case, what is found without asking; another one than our own for a part of a JVM, which
     *     leaves the JVM's logging alone
     */
    public Agent(BootConfig config, byte[] core, ClassLoader application, ClassLoader shared) {
        this.config = config;
        this.core = core;
        logging = new AtomicBoolean(shared != Agent.class.getClassLoader());
        name = config.route.isEmpty() ? "controller" : config.route;
        router = new Router(config.id, name, config.ancestors, config.settings[BootConfig.MAX_MESSAGE], this);
        output = new OutputForwarder(router);
        loader = application != null ? application : new RemoteClassLoader(shared, router, this);
        int[] handles = {
            Protocol.CALL,
            Protocol.CANCEL,
            Protocol.PING,
            Protocol.CONNECT,
            Protocol.CLOSE,
            Protocol.CREDIT,
            Protocol.GRANT,
            Protocol.CLASSES
        };
        for (int handle : handles) {
            router.handle(handle, this);
        }
        Handler late = new Late(this);
        for (int handle = Protocol.CHANNEL; handle <= Protocol.SERVICE; handle++) {
            router.handle(handle, late);
        }
    }

    /** The context that this agent runs. */
    @Override
    public Object get() {
        return parentRole().context();
    }

    /** The rules by which values of the given sender are decoded. */
    public SenderLinkage linkage(int source) {
        return router.commands(source) || granted.contains(source)
                ? new SenderLinkage(this, source)
                : parentRole().linkage(source);
    }

    /** From now on the work can be cancelled: by its caller, and at the end. */
    public void add(Work work) {
        running.put(work.key(), work);
    }

    /** Runs something on a task thread. */
    public void execute(Runnable work) {
        tasks.execute(work);
    }

    /** On a reader thread: sorts what arrived, and starts what takes time. */
    @Override
    public void handle(Link link, Frame head) {
        int handle = head.handle();
        if (handle == Protocol.PING) {
            router.post(head.source(), head.replyTo(), 0, 0, new PayloadWriter().frames());
        } else if (handle == Protocol.CANCEL) { // by its caller, which is part of what a call is known by
            Work work = running.get(Work.key(head.source(), new PayloadReader(head).getInt()));
            if (work != null) {
                work.cancel();
            }
        } else if (!router.commands(head.source()) && !(handle == Protocol.CALL && granted.contains(head.source()))) {
            router.dead(
                    head,
                    Protocol.REFUSED,
                    name + " takes orders from its ancestors only, not from " + router.nameOf(head.source()),
                    -1);
        } else if (handle == Protocol.CREDIT) {
            output.credit(new PayloadReader(head).getInt());
        } else if (handle == Protocol.CLASSES) {
            ((RemoteClassLoader) loader).add(head.is(Protocol.BULK) ? head : router.batches.get(head.payloadInt(0)));
        } else if (handle == Protocol.GRANT) {
            granted.add(new PayloadReader(head).getInt());
            router.post(head.source(), head.replyTo(), 0, 0, new PayloadWriter().frames());
        } else {
            Work work = new Work(this, head);
            if (handle == Protocol.CALL) {
                add(work);
            } else if (handle == Protocol.CONNECT) {
                PayloadReader payload = new PayloadReader(head);
                int id = payload.getInt();
                String name = payload.getString();
                work.link = new Link(router, id, name);
                router.routes.put(id, new Route(work.link, name, router.self));
            }
            execute(work);
        }
    }

    @Override
    public void lost(Link link, String reason, int exitStatus) {
        ParentRole role = parentRoleIfLoaded();
        if (role != null) { // without it there is no child: the link never opened, and answers what comes
            role.lost(link, reason, exitStatus);
        }
    }

    /** The parent module, fetched if this context had no use for it yet. Not for reader threads. */
    public synchronized ParentRole parentRole() {
        if (parentRole == null) {
            parentRole = (ParentRole) load("parent.Parent");
        }
        return parentRole;
    }

    /** The parent module if it is there. Never waits for it. */
    ParentRole parentRoleIfLoaded() {
        return parentRole;
    }

    /** Ends all children and refuses new work. For the controller, and for a part of a JVM; a process exits instead. */
    public void close() {
        ParentRole children = parentRoleIfLoaded();
        if (children != null) {
            children.closeChildren();
        }
        exiting = router.parent() != null; // that parent answers for them
        interruptTasks();
        tasks.close();
    }

    void interruptTasks() {
        for (Work work : running.values()) {
            work.cancel();
        }
    }

    /** Sends what is logged to the controller; called when the first class names java.util.logging. */
    @Override
    public void run() {
        if (logging.compareAndSet(false, true)) {
            load("parent.LogForwarder"); // few contexts need it
        }
    }

    private Rare rare() {
        if (rare == null) { // two threads may make two, which are the same
            rare = (Rare) load("values.RareValues");
        }
        return rare;
    }

    @Override
    public Object read(int code, ValueReader from) {
        return rare().read(code, from);
    }

    @Override
    public boolean write(Object value, ValueWriter to) {
        return rare().write(value, to);
    }

    /**
     * Returns what a task failed with as plain data, as far as it can be had: with the reserve of memory where there is no
     * other. What the JDK throws is that already; for anything else, whose methods may do anything, a class is
     * fetched first.
     */
    @Override
    public Throwable plain(Throwable thrown) {
        try {
            if (thrown instanceof OutOfMemoryError) {
                reserve = null;
            } else if (reserve == null) {
                reserve = new byte[RESERVE];
            }
            return isPlain(thrown) ? thrown : rare().plain(thrown);
        } catch (Throwable e) {
            reserve = null;
            return new MitogenException(thrown.getClass().getName() + " (it could not be described: "
                    + e.getClass().getName() + ")");
        }
    }

    private static boolean isPlain(Throwable thrown) {
        return thrown.getClass().getClassLoader() == null
                && thrown.getCause() == null
                && thrown.getSuppressed().length == 0;
    }

    /** Answers a message that could not be worked on. */
    void unanswered(Frame head, Throwable why) {
        try {
            router.dead(head, Protocol.REFUSED, name + " cannot answer: " + why, -1);
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Something is lost that others wait for: the context ends, with that reason. The controller cannot. */
    void fail(Throwable why) {
        if (process != null) {
            process.fail(why);
        } else if (router.parent() != null) {
            router.parent().end();
        }
    }

    /** Flushes one of the JVM's streams, which a task may have set to anything, and to null. */
    static void flush(PrintStream stream) {
        try {
            stream.flush();
        } catch (Throwable e) {
            // what is lost is the task's business
        }
    }

    private Object load(String name) {
        try {
            Constructor<?> constructor =
                    Class.forName("mitogen." + name, true, loader).getConstructors()[0];
            return constructor.getParameterCount() == 0 ? constructor.newInstance() : constructor.newInstance(this);
        } catch (ReflectiveOperationException e) {
            throw new MitogenException("cannot load mitogen-parent: " + e, e);
        }
    }

    /** Logs something about this context itself. */
    public void log(Level level, String text, Throwable thrown) {
        run();
        Logger.getLogger("mitogen").log(level, text, thrown);
    }
}
