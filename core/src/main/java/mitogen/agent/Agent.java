package mitogen.agent;

import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import mitogen.io.OutputForwarder;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/** The runtime of one context. The controller has one, and so has each child; nothing in it is process-wide. */
public final class Agent {
    /** How this agent was configured by its parent. */
    public final BootConfig config;

    /** The context's name, for people. */
    public final String name;

    /** Routes for this agent. */
    public final Router router;

    /** What it fetches when it first needs it. */
    public final Modules modules;

    /** Defines, or finds, the classes of tasks. */
    public final ClassLoader loader;

    /** Takes what this context prints to the controller. */
    public final OutputForwarder output;

    /** The packed core, for children; null until it is known. */
    public final byte[] core;

    /** Contexts elsewhere whose calls are obeyed, because somebody above said so. */
    final Set<Integer> granted = ConcurrentHashMap.newKeySet();

    final AtomicInteger unnamed = new AtomicInteger();

    /** Run when the link is lost. The context ends when it returns: at once, where it is a thread without a program. */
    public volatile Runnable last = new Thread();

    /** Calls that run, or are about to. */
    public final Map<Long, Work> running = new ConcurrentHashMap<>();

    /** This context is about to end: tasks that are interrupted now have nothing to answer any more. */
    public volatile boolean exiting;

    /** Runs what takes time. Who replaces it passes that on to the one before. */
    public volatile Executor tasks;

    private final Consumer<Object> failed;

    /**
     * An agent whose handlers are set, but whose router has no links yet.
     *
     * @param application where tasks' classes are found; null to ask the parent for them
     * @param shared in that case, what is found without asking; another one than our own for a part of a JVM, which
     *     leaves the JVM's logging alone
     * @param failed ends the context if it can: it takes why something is lost that others wait for
     */
    public Agent(BootConfig config, byte[] core, ClassLoader application, ClassLoader shared, Consumer<Object> failed) {
        this.config = config;
        this.core = core;
        this.failed = failed;
        name = config.route.isEmpty() ? "controller" : config.route;
        router = new Router(config.id, name, config.ancestors, config.maxMessage);
        output = new OutputForwarder(router);
        modules = new Modules(this, router, application, shared);
        loader = modules.loader;
        tasks = new TaskThreads(loader, failed);
        new Orders(this);
    }

    /** The rules by which values of the given sender are decoded. */
    public SenderLinkage linkage(int source) {
        return router.commands(source) || granted.contains(source)
                ? new SenderLinkage(modules, source)
                : modules.parentRole().linkage(source);
    }

    /** From now on the work can be cancelled: by its caller, and at the end. */
    public void add(Work work) {
        running.put(work.key(), work);
    }

    /** The work is over. */
    void remove(Work work) {
        running.remove(work.key(), work);
    }

    /** Cancels a call of that context, which waits for the reply at that handle. */
    public void cancel(int source, int replyTo) {
        Work work = running.get(Work.key(source, replyTo));
        if (work != null) {
            work.cancel();
        }
    }

    /** Runs something on a task thread. */
    public void execute(Runnable work) {
        tasks.execute(work);
    }

    /** Ends all contexts that this one has started, and waits for that. */
    public void closeChildren() {
        ParentRole children = modules.parentRoleIfLoaded();
        if (children != null) {
            children.closeChildren();
        }
    }

    /** Interrupts the tasks that run. */
    public void interruptTasks() {
        for (Work work : running.values()) {
            work.cancel();
        }
    }

    /** Answers a message that could not be worked on. */
    void unanswered(Frame head, Throwable why) {
        try {
            router.dead(head, Protocol.REFUSED, name + " cannot answer: " + why, -1);
        } catch (Throwable e) {
            failed.accept(e);
        }
    }

    /** Flushes one of the JVM's streams, which a task may have set to anything, and to null. */
    private static void flush(PrintStream stream) {
        try {
            stream.flush();
        } catch (Throwable e) {
            // what is lost is the task's business
        }
    }

    static void flushOutput() {
        flush(System.out);
        flush(System.err);
    }

    /** Logs something about this context itself. */
    public void log(Level level, String text, Throwable thrown) {
        modules.log(level, text, thrown);
    }
}
