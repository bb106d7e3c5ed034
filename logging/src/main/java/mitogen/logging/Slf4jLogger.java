package mitogen.logging;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MarkerIgnoringBase;
import org.slf4j.helpers.MessageFormatter;

/** A logger of SLF4J. It uses only what is the same in SLF4J 1 and 2, as its super class is. */
@SuppressWarnings("deprecation") // in SLF4J 2, whose other super class is not in SLF4J 1
final class Slf4jLogger extends MarkerIgnoringBase {
    private static final long serialVersionUID = 1;

    private final transient Logger to;

    Slf4jLogger(String name) {
        this.name = name;
        to = Logger.getLogger("ROOT".equals(name) ? "" : name); // SLF4J calls the root logger so
    }

    private void pass(Level level, String format, Object... arguments) {
        if (to.isLoggable(level)) {
            FormattingTuple text = MessageFormatter.arrayFormat(format, arguments);
            Passed.to(to, level, text.getMessage(), text.getThrowable());
        }
    }

    @Override
    public boolean isTraceEnabled() {
        return to.isLoggable(Level.FINEST);
    }

    @Override
    public void trace(String text) {
        Passed.to(to, Level.FINEST, text, null);
    }

    @Override
    public void trace(String format, Object argument) {
        pass(Level.FINEST, format, argument);
    }

    @Override
    public void trace(String format, Object first, Object second) {
        pass(Level.FINEST, format, first, second);
    }

    @Override
    public void trace(String format, Object... arguments) {
        pass(Level.FINEST, format, arguments);
    }

    @Override
    public void trace(String text, Throwable thrown) {
        Passed.to(to, Level.FINEST, text, thrown);
    }

    @Override
    public boolean isDebugEnabled() {
        return to.isLoggable(Level.FINE);
    }

    @Override
    public void debug(String text) {
        Passed.to(to, Level.FINE, text, null);
    }

    @Override
    public void debug(String format, Object argument) {
        pass(Level.FINE, format, argument);
    }

    @Override
    public void debug(String format, Object first, Object second) {
        pass(Level.FINE, format, first, second);
    }

    @Override
    public void debug(String format, Object... arguments) {
        pass(Level.FINE, format, arguments);
    }

    @Override
    public void debug(String text, Throwable thrown) {
        Passed.to(to, Level.FINE, text, thrown);
    }

    @Override
    public boolean isInfoEnabled() {
        return to.isLoggable(Level.INFO);
    }

    @Override
    public void info(String text) {
        Passed.to(to, Level.INFO, text, null);
    }

    @Override
    public void info(String format, Object argument) {
        pass(Level.INFO, format, argument);
    }

    @Override
    public void info(String format, Object first, Object second) {
        pass(Level.INFO, format, first, second);
    }

    @Override
    public void info(String format, Object... arguments) {
        pass(Level.INFO, format, arguments);
    }

    @Override
    public void info(String text, Throwable thrown) {
        Passed.to(to, Level.INFO, text, thrown);
    }

    @Override
    public boolean isWarnEnabled() {
        return to.isLoggable(Level.WARNING);
    }

    @Override
    public void warn(String text) {
        Passed.to(to, Level.WARNING, text, null);
    }

    @Override
    public void warn(String format, Object argument) {
        pass(Level.WARNING, format, argument);
    }

    @Override
    public void warn(String format, Object first, Object second) {
        pass(Level.WARNING, format, first, second);
    }

    @Override
    public void warn(String format, Object... arguments) {
        pass(Level.WARNING, format, arguments);
    }

    @Override
    public void warn(String text, Throwable thrown) {
        Passed.to(to, Level.WARNING, text, thrown);
    }

    @Override
    public boolean isErrorEnabled() {
        return to.isLoggable(Level.SEVERE);
    }

    @Override
    public void error(String text) {
        Passed.to(to, Level.SEVERE, text, null);
    }

    @Override
    public void error(String format, Object argument) {
        pass(Level.SEVERE, format, argument);
    }

    @Override
    public void error(String format, Object first, Object second) {
        pass(Level.SEVERE, format, first, second);
    }

    @Override
    public void error(String format, Object... arguments) {
        pass(Level.SEVERE, format, arguments);
    }

    @Override
    public void error(String text, Throwable thrown) {
        Passed.to(to, Level.SEVERE, text, thrown);
    }
}
