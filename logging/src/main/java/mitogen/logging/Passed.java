package mitogen.logging;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Passes records to {@code java.util.logging}. */
final class Passed {
    /** Set on a thread that passes a record. A handler that logs by the same API again would have no end. */
    private static final ThreadLocal<Boolean> PASSING = new ThreadLocal<>();

    private Passed() {}

    static void to(Logger logger, Level level, String text, Throwable thrown) {
        if (PASSING.get() != null || !logger.isLoggable(level)) {
            return;
        }
        PASSING.set(true);
        try {
            LogRecord log = new LogRecord(level, text);
            log.setLoggerName(logger.getName());
            log.setThrown(thrown);
            log.setSourceClassName(null); // or the platform looks for it, and finds a class of ours
            log.setSourceMethodName(null);
            logger.log(log);
        } finally {
            PASSING.remove();
        }
    }
}
