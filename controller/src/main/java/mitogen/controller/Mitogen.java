package mitogen.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Group;
import mitogen.agent.Agent;
import mitogen.internal.Opened;
import mitogen.load.RemoteClassLoader;
import mitogen.parent.ChangeLogLevels;
import mitogen.parent.Parent;
import mitogen.tree.Closing;
import mitogen.wire.Protocol;

/**
 * The controller: the root of a tree of contexts. Several controllers in one JVM do not know of each other. Thread-safe.
 *
 * <pre>{@code
 * try (Mitogen mitogen = Mitogen.open()) {
 *     Context web = mitogen.connect(ssh("web1.example.com"));
 *     System.out.println(web.call(() -> Files.readString(Path.of("/proc/version"))));
 * }
 * }</pre>
 */
public final class Mitogen implements AutoCloseable {
    private final Agent agent;
    private final Closing closing;
    private final OutputDispatcher output;
    private final ClassPath classes;
    private final ControllerLevels levels;

    private Mitogen(Options options) {
        Sources sources = new Sources(options.classes(), options.classLoaders());
        ClassLoader application = ApplicationLoader.of(options, sources);
        levels = new ControllerLevels(options.settings(), options.logLevels());
        agent = new Agent(
                options.config(levels.settings()), boot("core.pack"), application, null, why -> {}); // it has to go on
        closing = new Closing(agent);
        classes = new ClassPath(agent, sources, boot("core.names"), options);
        output = new OutputDispatcher(agent, options.output());
        agent.router.handle(Protocol.OUTPUT, output);
        agent.router.handle(Protocol.LOG, output);
        Parent.of(agent).serve(classes.pipe);
        Parent.of(agent).settings(0, levels::settings);
        output.start();
    }

    /** {@return a new controller with {@link Options#defaults}} */
    public static Mitogen open() {
        return open(Options.defaults());
    }

    /**
     * {@return a new controller with these options}
     *
     * @param options how the controller works
     */
    public static Mitogen open(Options options) {
        Opened.passOn(Agent.class.getModule(), Parent.class.getModule()); // which read and make tasks and values
        return new Mitogen(options);
    }

    /** {@return the controller's own context, with the id 0} Calls to it run in this JVM. */
    public Context context() {
        return Parent.of(agent).context();
    }

    /**
     * {@return a new context that this one starts; short for {@code context().connect(method)}}
     *
     * @param method how to reach it
     */
    public Context connect(ConnectionMethod method) {
        return context().connect(method);
    }

    /**
     * {@return a new context that this one starts, over hops as text; short for {@code context().connect(hops)}}
     *
     * @param hops the hops, the nearest first, with slashes between them
     */
    public Context connect(String hops) {
        return context().connect(hops);
    }

    /**
     * {@return the result of a command at the end of a path, where no Java is needed; short for {@code context().run(method,
     * command)}}
     *
     * @param method how to reach the place
     * @param command what to run there
     */
    public CommandResult run(ConnectionMethod method, Command command) {
        return context().run(method, command);
    }

    /**
     * {@return the result of a command at the end of a path over hops as text; short for {@code context().run(hops, command)}}
     *
     * @param hops the hops, the nearest first, with slashes between them
     * @param command what to run there
     */
    public CommandResult run(String hops, Command command) {
        return context().run(hops, command);
    }

    /**
     * {@return several contexts that do the same work; short for {@link Group#of(Collection)}}
     *
     * @param contexts the contexts, in the order of their outcomes
     */
    public Group group(Collection<? extends Context> contexts) {
        return Group.of(contexts);
    }

    /**
     * {@return the classes that calls needed, in the order in which tasks were first called; see {@link
     * Options#withClassReport}}
     *
     * @throws IllegalStateException if the options do not ask for it
     */
    public List<ClassUse> classReport() {
        return classes.uses();
    }

    /**
     * Has all contexts send the log records of a logger, and of those below it, from another level on; other levels are as {@link
     * Options#withLogLevel(String, Level)} says. Contexts that are there hear of it soon after this returns.
     *
     * @param logger the name of the logger, empty for all
     * @param level the lowest level that contexts send; null for the level that the logger has here, in {@code java.util.logging}
     */
    public void setLogLevel(String logger, Level level) {
        ChangeLogLevels change = levels.change(Objects.requireNonNull(logger, "logger"), level);
        for (int each : agent.router.routes.keySet()) { // those that have ended meanwhile have no use for it
            Context context = Parent.of(agent).context(each, agent.router.nameOf(each));
            context.execute(change);
        }
    }

    /** Waits until the listener has been given all output that has arrived so far, also last lines without an end. */
    public void drain() {
        output.drain();
    }

    /**
     * Ends all contexts, waits for that, forces it after a grace period of five seconds, and gives their last output to the
     * listener. Calls under way fail. Afterwards no process, thread or descriptor is left, with one exception: if a process
     * that is not Mitogen's holds the full pipe to a child open, the thread that writes there stays until that process reads
     * or ends. Does nothing the second time.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // all has to end all the same
        try {
            classes.closing();
            closing.close();
            classes.close();
            output.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String inContext() {
        try {
            return Context.current().name();
        } catch (IllegalStateException e) {
            return "outside of its tasks";
        }
    }

    /** The likely reason: nobody thinks of a static field of the program's main class. */
    private static String initializer() {
        for (StackTraceElement frame : Thread.currentThread().getStackTrace()) {
            if (frame.getMethodName().equals("<clinit>")) {
                return ": by a static field of " + frame.getClassName()
                        + ", which a task of that class initializes there"
                        + " too. Open it in a method, main for one, or move the tasks to a class of their own";
            }
        }
        return "";
    }

    private static byte[] boot(String name) {
        try (InputStream resource = Agent.class.getResourceAsStream("/mitogen/boot/" + name)) {
            if (resource == null && Mitogen.class.getClassLoader() instanceof RemoteClassLoader) {
                throw new IllegalStateException("Mitogen.open() was called in a context, " + inContext()
                        + ", where there"
                        + " is a controller already" + initializer() + ". Within a task, Context.current().connect(…)"
                        + " starts further contexts");
            }
            if (resource == null) {
                throw new IllegalStateException("mitogen-core was not built with its packed form (mitogen/boot/" + name
                        + "); build it with Maven");
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the packed core cannot be read", e);
        }
    }

    /**
     * The classes that the calls of one task in one context needed, up to now.
     *
     * @param context the name of the context
     * @param id its number, {@link Context#id}
     * @param task where the task starts: the class and, for a lambda, the method; {@code connect} for what a context needs to
     *     start others
     * @param calls how often it was called
     * @param ahead classes that were sent ahead of it
     * @param late classes that the context had to ask for, a round trip each. If several tasks run in a context at a time,
     *     these classes are counted for the task that was called last
     * @param rawBytes bytes of the class files that were sent
     * @param packedBytes bytes that crossed the first link for them
     */
    public record ClassUse(
            String context,
            int id,
            String task,
            int calls,
            List<String> ahead,
            List<String> late,
            long rawBytes,
            long packedBytes) {
        /**
         * Copies the lists.
         *
         * @param context the name of the context
         * @param id the number of the context
         * @param task where the task starts
         * @param calls how often the task was called
         * @param ahead classes that were sent ahead
         * @param late classes that the context asked for
         * @param rawBytes bytes of the class files
         * @param packedBytes bytes that crossed the first link
         */
        public ClassUse {
            ahead = List.copyOf(ahead);
            late = List.copyOf(late);
        }

        /** {@return the number of round trips that were spent waiting for classes} */
        public int roundTrips() {
            return late.size();
        }
    }
}
