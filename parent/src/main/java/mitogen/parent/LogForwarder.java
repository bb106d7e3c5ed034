package mitogen.parent;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mitogen.agent.Agent;
import mitogen.tree.Settings;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Sends log records to the controller. Takes the place of the root logger's own handlers. It is part of this module, not
 * of the core, so that only contexts that log carry it.
 */
public final class LogForwarder extends Handler {
    /** Characters of a record's message, and of its stack trace, that are sent: both fit into one frame. */
    private static final int MAX_TEXT = 12 * 1024;

    private final Agent agent;

    /** Sends what is logged in this JVM at the agent's level or above to the controller, from now on. */
    public LogForwarder(Agent agent) {
        this.agent = agent;
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.parse(String.valueOf(Settings.read(agent.config).logLevel())));
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
        payload.putString(cut(String.valueOf(record.getLoggerName()), 256));
        payload.putString(cut(String.valueOf(new SimpleFormatter().formatMessage(record)), MAX_TEXT));
        StringWriter trace = new StringWriter();
        if (record.getThrown() != null) {
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
        }
        payload.putString(cut(trace.toString(), MAX_TEXT));
        Frame head = payload.frames();
        try {
            agent.output.take(head.payloadLength(), head.payloadLength());
        } catch (IOException e) {
            Thread.currentThread().interrupt(); // and the record is sent all the same; the controller allows for some
        }
        agent.router.send(0, Protocol.LOG, 0, 0, head);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "… (" + text.length() + " characters in all)";
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        // the agent is not ours
    }
}
