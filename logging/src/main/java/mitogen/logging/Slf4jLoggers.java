package mitogen.logging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** The loggers of SLF4J 1 and 2. Thread-safe. */
public final class Slf4jLoggers implements ILoggerFactory {
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    /** For the two ways in which SLF4J finds its back end. */
    public Slf4jLoggers() {}

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, Slf4jLogger::new);
    }
}
