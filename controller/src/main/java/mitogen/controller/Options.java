package mitogen.controller;

import java.util.Objects;
import java.util.logging.Level;

/**
 * How a {@link Mitogen} behaves.
 *
 * @param output takes what contexts print and log
 * @param classLoader where the classes of tasks are found; only what this loader gives can be shipped
 * @param logLevel contexts send log records of this level and above
 */
public record Options(OutputListener output, ClassLoader classLoader, Level logLevel) {
    /** Checks that nothing is missing. */
    public Options {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(classLoader, "classLoader");
        Objects.requireNonNull(logLevel, "logLevel");
    }

    /** Prints lines with their context's name before them; classes of the calling thread's context class loader. */
    public static Options defaults() {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return new Options(
                new OutputListener() {},
                application != null ? application : ClassLoader.getSystemClassLoader(),
                Level.INFO);
    }

    /** With another taker of output. */
    public Options withOutput(OutputListener listener) {
        return new Options(listener, classLoader, logLevel);
    }

    /** With another source of classes. */
    public Options withClassLoader(ClassLoader application) {
        return new Options(output, application, logLevel);
    }

    /** With another level below which log records stay where they are. */
    public Options withLogLevel(Level level) {
        return new Options(output, classLoader, level);
    }
}
