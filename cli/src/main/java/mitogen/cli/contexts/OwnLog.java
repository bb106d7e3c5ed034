package mitogen.cli.contexts;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Takes what the controller itself logs to where all else is printed, so that it does not get into a status line. */
public final class OwnLog extends Handler {
    private static final Logger LOG = Logger.getLogger("mitogen");

    private final ContextOutput output;
    private final Level before = LOG.getLevel();

    private OwnLog(ContextOutput output) {
        this.output = output;
        setFormatter(new SimpleFormatter());
    }

    /** From now on, until it is closed: what is of this level, or above it. */
    public static OwnLog to(ContextOutput output, Level level) {
        OwnLog log = new OwnLog(output);
        LOG.setLevel(level);
        LOG.addHandler(log);
        LOG.setUseParentHandlers(false);
        return log;
    }

    @Override
    public void publish(LogRecord log) {
        output.notice(getFormatter().format(log).stripTrailing());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOG.removeHandler(this);
        LOG.setLevel(before);
        LOG.setUseParentHandlers(true);
    }
}
