package mitogen.parent;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mitogen.route.Router;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Sends log records to the controller. Takes the place of the root logger's own handlers. It is part of this module, not
 * of the core, so that only contexts that log carry it.
 */
public final class LogForwarder extends Handler {
    private final Router router;

    /** Sends what is logged in this JVM at the level or above to the controller, from now on. */
    public LogForwarder(Router router, int level) {
        this.router = router;
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.parse(String.valueOf(level)));
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        PayloadWriter payload = new PayloadWriter();
        payload.putLong(record.getLevel().intValue());
        payload.putLong(record.getMillis());
        payload.putString(record.getLoggerName() == null ? "" : record.getLoggerName());
        payload.putString(String.valueOf(new SimpleFormatter().formatMessage(record)));
        StringWriter trace = new StringWriter();
        if (record.getThrown() != null) {
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
        }
        payload.putString(trace.toString());
        router.send(0, Protocol.LOG, 0, 0, payload.frames());
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        // the router is not ours
    }
}
