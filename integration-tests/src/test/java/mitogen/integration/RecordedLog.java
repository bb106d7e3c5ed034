package mitogen.integration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the controllers of this JVM log themselves, until it is closed. Thread-safe. */
final class RecordedLog extends Handler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mitogen");

    /** The messages, in their order. */
    final List<String> messages = new CopyOnWriteArrayList<>();

    private RecordedLog() {}

    static RecordedLog start() {
        RecordedLog log = new RecordedLog();
        LOG.addHandler(log);
        return log;
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOG.removeHandler(this);
    }
}
