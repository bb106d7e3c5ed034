package mitogen.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;

/**
 * How a {@link Mitogen} behaves, and the tree below it, which inherits all that concerns it.
 *
 * @param output takes what contexts print and log
 * @param classLoaders where the classes of tasks are found, in order; only what these give can be shipped
 * @param classes classes that were made in memory: class files by binary names; they are looked at before the loaders
 * @param classPolicy which of these are shipped
 * @param resourcePolicy which resources are
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
        List<ClassLoader> classLoaders,
        Map<String, byte[]> classes,
        ClassPolicy classPolicy,
        ResourcePolicy resourcePolicy,
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
        classLoaders = List.copyOf(classLoaders);
        classes = Map.copyOf(classes);
        if (classLoaders.isEmpty()) {
            throw new IllegalArgumentException("there has to be one class loader at least");
        }
        Objects.requireNonNull(classPolicy, "classPolicy");
        Objects.requireNonNull(resourcePolicy, "resourcePolicy");
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
                List.of(application != null ? application : ClassLoader.getSystemClassLoader()),
                Map.of(),
                ClassPolicy.all(),
                ResourcePolicy.ofLibraries(),
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
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
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
        return withClassLoaders(application);
    }

    /** With other sources of classes, which are tried in this order. */
    public Options withClassLoaders(ClassLoader first, ClassLoader... more) {
        List<ClassLoader> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return new Options(
                output,
                all,
                classes,
                classPolicy,
                resourcePolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With classes that were made in memory, by their binary names: {@code com.example.Outer$Inner}. */
    public Options withClasses(Map<String, byte[]> files) {
        return new Options(
                output,
                classLoaders,
                files,
                classPolicy,
                resourcePolicy,
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
                classLoaders,
                classes,
                policy,
                resourcePolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With another choice of resources. */
    public Options withResourcePolicy(ResourcePolicy policy) {
        return new Options(
                output,
                classLoaders,
                classes,
                classPolicy,
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
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
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
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
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
                output,
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
                logLevel,
                heartbeat,
                on,
                limits,
                classBudget,
                profiles,
                classReport);
    }

    /** With other limits. */
    public Options withLimits(Limits other) {
        return new Options(
                output,
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
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
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                bytes,
                profiles,
                classReport);
    }

    /** With a directory where it is kept what tasks were seen to need, so that it goes ahead of them in later runs. */
    public Options withProfiles(Path directory) {
        return new Options(
                output,
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
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
                classLoaders,
                classes,
                classPolicy,
                resourcePolicy,
                logLevel,
                heartbeat,
                unidirectional,
                limits,
                classBudget,
                profiles,
                on);
    }
}
