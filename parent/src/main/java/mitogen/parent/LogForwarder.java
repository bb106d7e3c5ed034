package mitogen.parent;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mitogen.agent.Agent;
import mitogen.calls.Mdc;
import mitogen.tree.LogLevels;
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

    /** Entries of the MDC that are sent with a record, and characters of each. */
    private static final int MAX_ENTRIES = 16;

    private static final int MAX_ENTRY = 128;

    private final Agent agent;

    /** Set on a thread that sends a record: what is logged by that would be sent, too, and so on. */
    private final ThreadLocal<Boolean> sending = new ThreadLocal<>();

    private volatile LogLevels levels;

    private int last; // change of the levels; guarded by the class, as is the next

    /** The platform forgets a logger, and its level, that nobody holds. */
    private final List<Logger> leveled = new ArrayList<>();

    /** Sends what is logged in this JVM at the agent's levels or above to the controller, from now on. */
    public LogForwarder(Agent agent) {
        this.agent = agent;
        Mdc.all(null); // now, as whoever logs may be a thread that must not fetch a class
        synchronized (LogForwarder.class) {
            Logger root = Logger.getLogger("");
            levels = LogLevels.read(agent.config.settings);
            for (Handler handler : root.getHandlers()) {
                root.removeHandler(handler);
                if (handler instanceof LogForwarder before) { // a change of levels was faster
                    last = before.last;
                    levels = before.levels;
                }
            }
            level(last, levels);
            root.addHandler(this);
        }
    }

    /** Has this JVM send records of these levels or above. Its loggers may be about to get their forwarder on another thread. */
    static void change(Agent agent, int number, LogLevels levels) {
        synchronized (LogForwarder.class) {
            LogForwarder there = null;
            for (Handler each : Logger.getLogger("").getHandlers()) {
                there = each instanceof LogForwarder forwarder ? forwarder : there;
            }
            (there == null ? new LogForwarder(agent) : there).level(number, levels);
        }
    }

    /**
     * From now on, records of these levels or above are sent. They are the levels of the loggers here, so that nothing is made
     * that is not sent. If a task gives a logger a lower one, that is for the task's own handlers.
     *
     * @param number of the change: what comes after one with a higher number is out of date
     */
    private void level(int number, LogLevels changed) {
        if (number < last) {
            return;
        }
        last = number;
        levels = changed;
        for (Logger logger : leveled) {
            logger.setLevel(null);
        }
        leveled.clear();
        Logger.getLogger("").setLevel(Level.parse(String.valueOf(changed.root())));
        for (Map.Entry<String, Integer> each : changed.own().entrySet()) {
            Logger logger = Logger.getLogger(each.getKey());
            logger.setLevel(Level.parse(String.valueOf(each.getValue())));
            leveled.add(logger);
        }
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)
                || record.getLevel().intValue() < levels.of(record.getLoggerName())
                || sending.get() != null) {
            return;
        }
        sending.set(true);
        try {
            send(record);
        } finally {
            sending.remove();
        }
    }

    private void send(LogRecord record) {
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
        int entries = 0;
        for (Map.Entry<String, String> said :
                Mdc.all(Thread.currentThread().getContextClassLoader()).entrySet()) {
            if (++entries <= MAX_ENTRIES) {
                payload.putString(cut(said.getKey(), MAX_ENTRY));
                payload.putString(cut(said.getValue(), MAX_ENTRY));
            }
        }
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
