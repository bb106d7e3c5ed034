package mitogen.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.Level;
import mitogen.agent.BootConfig;
import mitogen.tree.Settings;

/**
 * How a controller behaves, and the tree below it. Immutable: each {@code with} method returns other options. It throws a {@code
 * NullPointerException} if its argument is null, and an {@code IllegalArgumentException} if the argument is out of range.
 */
public final class Options {
    /** The default of {@link #classBudget}: 1 MiB. */
    public static final int DEFAULT_CLASS_BUDGET = 1 << 20;

    /** The default of {@link #heartbeat}: 15 seconds. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

    // Set before anybody sees them, and never again.
    private OutputListener output = new OutputListener() {};
    private List<ClassLoader> classLoaders = List.of(ClassLoader.getSystemClassLoader());
    private Map<String, byte[]> classes = Map.of();
    private ClassPolicy classPolicy = ClassPolicy.defaults();
    private Map<String, Level> logLevels = Map.of();
    private Duration heartbeat = DEFAULT_HEARTBEAT;
    private boolean unidirectional;
    private Limits limits = Limits.defaults();
    private int classBudget = DEFAULT_CLASS_BUDGET;
    private Path profiles;
    private boolean classReport;
    private Runtimes runtimes = Runtimes.none();

    private Options() {}

    /**
     * Returns the default options. Output is printed line by line, with the context's name in front. Classes come from the context
     * class loader of the calling thread.
     *
     * @return the options that {@link Mitogen#open()} uses
     */
    public static Options defaults() {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return application == null ? new Options() : new Options().withClassLoader(application);
    }

    private Options with(Consumer<Options> change) {
        Options other = new Options();
        other.output = output;
        other.classLoaders = classLoaders;
        other.classes = classes;
        other.classPolicy = classPolicy;
        other.logLevels = logLevels;
        other.heartbeat = heartbeat;
        other.unidirectional = unidirectional;
        other.limits = limits;
        other.classBudget = classBudget;
        other.profiles = profiles;
        other.classReport = classReport;
        other.runtimes = runtimes;
        change.accept(other);
        return other;
    }

    /** {@return the listener that takes what contexts print and log} */
    public OutputListener output() {
        return output;
    }

    /**
     * {@return these options with another listener for output}
     *
     * @param listener takes what contexts print and log
     */
    public Options withOutput(OutputListener listener) {
        Objects.requireNonNull(listener, "output");
        return with(other -> other.output = listener);
    }

    /** {@return the loaders that find the classes of tasks, in order; only what they find can be sent} */
    public List<ClassLoader> classLoaders() {
        return classLoaders;
    }

    /**
     * {@return these options with another source of classes}
     *
     * @param application finds the classes of tasks
     */
    public Options withClassLoader(ClassLoader application) {
        return withClassLoaders(application);
    }

    /**
     * {@return these options with other sources of classes, which are tried in this order}
     *
     * @param first the loader that is asked first
     * @param more the loaders that are asked after it, in order
     */
    public Options withClassLoaders(ClassLoader first, ClassLoader... more) {
        List<ClassLoader> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return with(other -> other.classLoaders = List.copyOf(all));
    }

    /**
     * {@return classes that were made in memory: class files by binary names} They are looked at before the loaders.
     */
    public Map<String, byte[]> classes() {
        return classes;
    }

    /**
     * {@return these options with classes that were made in memory}
     *
     * @param files class files by binary names, such as {@code com.example.Outer$Inner}
     */
    public Options withClasses(Map<String, byte[]> files) {
        Map<String, byte[]> all = Map.copyOf(files);
        return with(other -> other.classes = all);
    }

    /** {@return the policy that says which classes and resources are sent} */
    public ClassPolicy classPolicy() {
        return classPolicy;
    }

    /**
     * {@return these options with another choice of classes and resources}
     *
     * @param policy which classes and resources are sent
     */
    public Options withClassPolicy(ClassPolicy policy) {
        Objects.requireNonNull(policy, "classPolicy");
        return with(other -> other.classPolicy = policy);
    }

    /** {@return the lowest levels of the log records that contexts send, by logger, as far as these options set them} */
    public Map<String, Level> logLevels() {
        return logLevels;
    }

    /**
     * {@return these options with another log level} Without one, it is that of the root logger of {@code java.util.logging} here.
     *
     * @param level the lowest level that contexts send
     */
    public Options withLogLevel(Level level) {
        return withLogLevel("", level);
    }

    /**
     * {@return these options with another log level for one logger and those below it} Without one, it is the level that the logger
     * has here, in {@code java.util.logging}. Records below the level are not sent.
     *
     * @param logger the name of the logger
     * @param level the lowest level that contexts send
     */
    public Options withLogLevel(String logger, Level level) {
        Map<String, Level> all = new HashMap<>(logLevels);
        all.put(Objects.requireNonNull(logger, "logger"), Objects.requireNonNull(level, "logLevel"));
        return with(other -> other.logLevels = Map.copyOf(all));
    }

    /**
     * {@return the time between two heartbeats, zero for none} At each heartbeat, a parent pings its children. A child that does not
     * answer during three heartbeats is given up. A child ends by itself when it has heard nothing during three heartbeats.
     */
    public Duration heartbeat() {
        return heartbeat;
    }

    /**
     * {@return these options with another time between two heartbeats}
     *
     * @param interval zero for none, else 100 ms to 24 hours
     */
    public Options withHeartbeat(Duration interval) {
        if (!interval.isZero()
                && (interval.compareTo(Duration.ofMillis(100)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0)) {
            throw new IllegalArgumentException(
                    "the heartbeat is " + interval + "; it has to be zero, for none, or 100 ms to 24 hours");
        }
        return with(other -> other.heartbeat = interval);
    }

    /** {@return whether contexts can reach only the contexts above and below them} */
    public boolean unidirectional() {
        return unidirectional;
    }

    /**
     * {@return these options, for a tree where contexts can or cannot reach contexts that are neither above nor below them}
     *
     * @param on true if they cannot
     */
    public Options withUnidirectional(boolean on) {
        return with(other -> other.unidirectional = on);
    }

    /** {@return the limits that each parent applies to its children} */
    public Limits limits() {
        return limits;
    }

    /**
     * {@return these options with other limits}
     *
     * @param limit the limits
     */
    public Options withLimits(Limits limit) {
        Objects.requireNonNull(limit, "limits");
        return with(other -> other.limits = limit);
    }

    /** {@return the most packed bytes of classes that are sent with a task because it may need them} */
    public int classBudget() {
        return classBudget;
    }

    /**
     * Sets how many bytes of classes are sent with a task because it may need them. Classes that the task was seen to need are always
     * sent with it.
     *
     * @param bytes the most packed bytes, 0 to 16 MiB
     * @return these options with that number
     */
    public Options withClassBudget(int bytes) {
        if (bytes < 0 || bytes > 16 << 20) {
            throw new IllegalArgumentException(
                    "the class budget is " + bytes + " bytes; it has to be 0 to " + (16 << 20));
        }
        return with(other -> other.classBudget = bytes);
    }

    /** {@return the directory that stores learned class profiles between runs; null for none} */
    public Path profiles() {
        return profiles;
    }

    /**
     * Sets the directory that stores learned class profiles between runs. In later runs, the classes that a task needed are sent with
     * it.
     *
     * @param directory the directory, which is made if it is missing; null for none
     * @return these options with that directory
     */
    public Options withProfiles(Path directory) {
        return with(other -> other.profiles = directory);
    }

    /** {@return whether {@link Mitogen#classReport} is kept} */
    public boolean classReport() {
        return classReport;
    }

    /**
     * {@return these options with or without notes for {@link Mitogen#classReport}}
     *
     * @param on whether notes are kept
     */
    public Options withClassReport(boolean on) {
        return with(other -> other.classReport = on);
    }

    /** {@return the runtimes that are sent where there is no Java} */
    public Runtimes runtimes() {
        return runtimes;
    }

    /**
     * {@return these options with other runtimes to send}
     *
     * @param sent the runtimes; {@link Runtimes#none} for none
     */
    public Options withRuntimes(Runtimes sent) {
        Objects.requireNonNull(sent, "runtimes");
        return with(other -> other.runtimes = sent);
    }

    /** What the whole tree has in common, but for the log levels. */
    Settings settings() {
        return new Settings(
                Level.INFO.intValue(),
                unidirectional,
                limits.messageElements(),
                limits.classRequestsPerSecond(),
                limits.logRecordsPerSecond(),
                limits.pendingClassRequests(),
                limits.memoryPercent(),
                runtimes.allowed(),
                runtimes.kept(),
                runtimes.modulesKey());
    }

    /** What the controller is told about itself. */
    BootConfig config(int[] settings) {
        return new BootConfig(0, "", limits.messageBytes(), (int) heartbeat.toMillis(), settings, new int[0]);
    }

    /**
     * What a child may ask of its parent before it is refused. All contexts of a tree inherit these, and each applies them to
     * its own children.
     *
     * @param messageBytes the most bytes that one message may have, and that unfinished ones of one child may have together;
     *     1 MiB to 512 MiB
     * @param messageElements the most elements that the collections, arrays of objects and records in one message from below
     *     may have together. By an estimate, they may also take at most a quarter of the heap of the JVM that decodes them
     * @param classRequestsPerSecond class requests of one child per second; twice as many at once
     * @param pendingClassRequests class requests of one child that wait for their answers at a time
     * @param logRecordsPerSecond log records from behind one child per second; twice as many at once. Further records are dropped
     *     and counted
     * @param memoryPercent percent of the heap ({@code Runtime.maxMemory}) that all children of a context together may make
     *     it hold: messages that are not whole, frames and answers on their way, names. Each child may take as much as is
     *     still free, so a single child gets half. While a child has taken more, its parent does not read from it, and
     *     refuses data that it would have to keep. 1 to 80
     */
    public record Limits(
            int messageBytes,
            int messageElements,
            int classRequestsPerSecond,
            int pendingClassRequests,
            int logRecordsPerSecond,
            int memoryPercent) {
        /**
         * Checks that all are in their range.
         *
         * @param messageBytes 1 MiB to 512 MiB
         * @param messageElements at least 1
         * @param classRequestsPerSecond at least 1
         * @param pendingClassRequests at least 1
         * @param logRecordsPerSecond at least 1
         * @param memoryPercent 1 to 80
         * @throws IllegalArgumentException if one is not; the message names it and its range
         */
        public Limits {
            check("messageBytes", messageBytes, 1 << 20, 512 << 20);
            check("messageElements", messageElements, 1, Integer.MAX_VALUE);
            check("classRequestsPerSecond", classRequestsPerSecond, 1, Integer.MAX_VALUE);
            check("pendingClassRequests", pendingClassRequests, 1, Integer.MAX_VALUE);
            check("logRecordsPerSecond", logRecordsPerSecond, 1, Integer.MAX_VALUE);
            check("memoryPercent", memoryPercent, 1, 80);
        }

        /**
         * {@return limits far above the needs of a program that means no harm: 512 MiB, 10 million elements, 5000 class
         * requests and 10000 log records a second, 1000 class requests that wait, 40 percent}
         */
        public static Limits defaults() {
            return new Limits(512 << 20, 10_000_000, 5000, 1000, 10_000, 40);
        }

        /**
         * {@return these limits with another size of messages}
         *
         * @param bytes 1 MiB to 512 MiB
         * @throws IllegalArgumentException if it is not in that range
         */
        public Limits withMessageBytes(int bytes) {
            return new Limits(
                    bytes,
                    messageElements,
                    classRequestsPerSecond,
                    pendingClassRequests,
                    logRecordsPerSecond,
                    memoryPercent);
        }

        /**
         * {@return these limits with another share of the heap}
         *
         * @param percent 1 to 80
         * @throws IllegalArgumentException if it is not in that range
         */
        public Limits withMemoryPercent(int percent) {
            return new Limits(
                    messageBytes,
                    messageElements,
                    classRequestsPerSecond,
                    pendingClassRequests,
                    logRecordsPerSecond,
                    percent);
        }

        private static void check(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " is " + value + "; it has to be " + least + " to " + most);
            }
        }
    }
}
