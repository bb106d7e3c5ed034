package mitogen.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Level;

/**
 * How a {@link Mitogen} behaves, and the tree below it, which inherits all that concerns it.
 *
 * @param output takes what contexts print and log
 * @param classLoader where the classes of tasks are found; only what this loader gives can be shipped
 * @param classPolicy which of these are shipped
 * @param logLevel contexts send log records of this level and above
 * @param heartbeat how often a parent asks each child for a sign of life; after three times without any the child is
 *     given up, and a child ends when it has heard nothing for so long. Zero for never; else 100 ms to 24 hours
 * @param unidirectional whether contexts can reach none but those above and below them
 * @param limits what a child may ask of its parent
 * @param classBudget how many bytes of classes, packed, go ahead of a task at most; 0 to 16 MiB
 * @param profiles a directory where it is kept what tasks were seen to ask for, for later runs; null to forget it
 * @param classReport whether {@link Mitogen#classReport} is kept
 */
public record Options(
        OutputListener output,
        ClassLoader classLoader,
        ClassPolicy classPolicy,
        Level logLevel,
        Duration heartbeat,
        boolean unidirectional,
        Limits limits,
        int classBudget,
        Path profiles,
        boolean classReport) {
    /** How many bytes of classes go ahead of a task unless said otherwise: 1 MiB. */
    public static final int DEFAULT_CLASS_BUDGET = 1 << 20;

    /** How often a parent asks a child for a sign of life unless said otherwise. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

    /** Checks that nothing is missing. */
    public Options {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(classLoader, "classLoader");
        Objects.requireNonNull(classPolicy, "classPolicy");
        Objects.requireNonNull(logLevel, "logLevel");
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(limits, "limits");
        if (!heartbeat.isZero()
                && (heartbeat.compareTo(Duration.ofMillis(100)) < 0 || heartbeat.compareTo(Duration.ofDays(1)) > 0)) {
            throw new IllegalArgumentException(
                    "the heartbeat is " + heartbeat + "; it has to be zero, for none, or 100 ms to 24 hours");
        }
        if (classBudget < 0 || classBudget > 16 << 20) {
            throw new IllegalArgumentException(
                    "the class budget is " + classBudget + " bytes; it has to be 0 to " + (16 << 20));
        }
    }

    /** Prints lines with their context's name before them; classes of the calling thread's context class loader. */
    public static Options defaults() {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return new Options(
                new OutputListener() {},
                application != null ? application : ClassLoader.getSystemClassLoader(),
                ClassPolicy.all(),
                Level.INFO,
                DEFAULT_HEARTBEAT,
                false,
                Limits.defaults(),
                DEFAULT_CLASS_BUDGET,
                null,
                false);
    }

    /** With another taker of output. */
    public Options withOutput(OutputListener listener) {
        return new Options(
                listener,
                classLoader,
                classPolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With another source of classes. */
    public Options withClassLoader(ClassLoader application) {
        return new Options(
                output,
                application,
                classPolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With another choice of classes. */
    public Options withClassPolicy(ClassPolicy policy) {
        return new Options(
                output,
                classLoader,
                policy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With another level below which log records stay where they are. */
    public Options withLogLevel(Level level) {
        return new Options(
                output,
                classLoader,
                classPolicy,
                level,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With another time between two signs of life. */
    public Options withHeartbeat(Duration interval) {
        return new Options(
                output,
                classLoader,
                classPolicy,
                logLevel,
                interval,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With or without ways between contexts that are not above one another. */
    public Options withUnidirectional(boolean on) {
        return new Options(
                output, classLoader, classPolicy, logLevel, heartbeat, on, limits, classBudget, profiles, classReport);
    }

    /** With other limits. */
    public Options withLimits(Limits other) {
        return new Options(
                output,
                classLoader,
                classPolicy,
                logLevel,
                heartbeat,
                unidirectional,
                other,
                classBudget,
                profiles,
                classReport);
    }

    /** With another number of bytes of classes that go ahead of a task; 0 for none. */
    public Options withClassBudget(int bytes) {
        return new Options(
                output,
                classLoader,
                classPolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                bytes,
                profiles,
                classReport);
    }

    /** With a directory where it is kept what tasks were seen to ask for, so that it goes ahead of them in later runs. */
    public Options withProfiles(Path directory) {
        return new Options(
                output,
                classLoader,
                classPolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                directory,
                classReport);
    }

    /** With or without notes for {@link Mitogen#classReport}. */
    public Options withClassReport(boolean on) {
        return new Options(
                output,
                classLoader,
                classPolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                on);
    }
}
