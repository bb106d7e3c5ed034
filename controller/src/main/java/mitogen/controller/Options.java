package mitogen.controller;

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
 */
public record Options(
        OutputListener output,
        ClassLoader classLoader,
        ClassPolicy classPolicy,
        Level logLevel,
        Duration heartbeat,
        boolean unidirectional,
        Limits limits) {
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
                Limits.defaults());
    }

    /** With another taker of output. */
    public Options withOutput(OutputListener listener) {
        return new Options(listener, classLoader, classPolicy, logLevel, heartbeat, unidirectional, limits);
    }

    /** With another source of classes. */
    public Options withClassLoader(ClassLoader application) {
        return new Options(output, application, classPolicy, logLevel, heartbeat, unidirectional, limits);
    }

    /** With another choice of classes. */
    public Options withClassPolicy(ClassPolicy policy) {
        return new Options(output, classLoader, policy, logLevel, heartbeat, unidirectional, limits);
    }

    /** With another level below which log records stay where they are. */
    public Options withLogLevel(Level level) {
        return new Options(output, classLoader, classPolicy, level, heartbeat, unidirectional, limits);
    }

    /** With another time between two signs of life. */
    public Options withHeartbeat(Duration interval) {
        return new Options(output, classLoader, classPolicy, logLevel, interval, unidirectional, limits);
    }

    /** With or without ways between contexts that are not above one another. */
    public Options withUnidirectional(boolean on) {
        return new Options(output, classLoader, classPolicy, logLevel, heartbeat, on, limits);
    }

    /** With other limits. */
    public Options withLimits(Limits other) {
        return new Options(output, classLoader, classPolicy, logLevel, heartbeat, unidirectional, other);
    }
}
