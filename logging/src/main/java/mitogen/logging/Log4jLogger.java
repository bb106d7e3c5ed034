package mitogen.logging;

import java.util.logging.Logger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.MessageFactory;
import org.apache.logging.log4j.spi.AbstractLogger;

/** A logger of Log4j's API. */
final class Log4jLogger extends AbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient Logger to;

    /** With these messages; null for Log4j's own. */
    Log4jLogger(String name, MessageFactory messages) {
        super(name, messages);
        to = Logger.getLogger(name);
    }

    private static java.util.logging.Level level(Level level) {
        int number = level.intLevel(); // the smaller, the worse
        if (number <= Level.ERROR.intLevel()) {
            return java.util.logging.Level.SEVERE;
        }
        if (number <= Level.WARN.intLevel()) {
            return java.util.logging.Level.WARNING;
        }
        if (number <= Level.INFO.intLevel()) {
            return java.util.logging.Level.INFO;
        }
        return number <= Level.DEBUG.intLevel() ? java.util.logging.Level.FINE : java.util.logging.Level.FINEST;
    }

    private boolean isLoggable(Level level) {
        return to.isLoggable(level(level));
    }

    @Override
    public Level getLevel() {
        for (Level each : new Level[] {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR}) {
            if (isLoggable(each)) {
                return each;
            }
        }
        return Level.OFF;
    }

    @Override
    public void logMessage(String caller, Level level, Marker marker, Message message, Throwable thrown) {
        Passed.to(to, level(level), message.getFormattedMessage(), thrown);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, Message message, Throwable thrown) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, CharSequence message, Throwable thrown) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, Object message, Throwable thrown) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message, Throwable thrown) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message, Object... all) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message, Object p0) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message, Object p0, Object p1) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message, Object p0, Object p1, Object p2) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(Level level, Marker marker, String message, Object p0, Object p1, Object p2, Object p3) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(
            Level level, Marker marker, String message, Object p0, Object p1, Object p2, Object p3, Object p4) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(
            Level level,
            Marker marker,
            String message,
            Object p0,
            Object p1,
            Object p2,
            Object p3,
            Object p4,
            Object p5) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(
            Level level,
            Marker marker,
            String message,
            Object p0,
            Object p1,
            Object p2,
            Object p3,
            Object p4,
            Object p5,
            Object p6) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(
            Level level,
            Marker marker,
            String message,
            Object p0,
            Object p1,
            Object p2,
            Object p3,
            Object p4,
            Object p5,
            Object p6,
            Object p7) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(
            Level level,
            Marker marker,
            String message,
            Object p0,
            Object p1,
            Object p2,
            Object p3,
            Object p4,
            Object p5,
            Object p6,
            Object p7,
            Object p8) {
        return isLoggable(level);
    }

    @Override
    public boolean isEnabled(
            Level level,
            Marker marker,
            String message,
            Object p0,
            Object p1,
            Object p2,
            Object p3,
            Object p4,
            Object p5,
            Object p6,
            Object p7,
            Object p8,
            Object p9) {
        return isLoggable(level);
    }
}
