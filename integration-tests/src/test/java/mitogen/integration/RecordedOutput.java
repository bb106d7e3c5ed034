package mitogen.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import mitogen.Context;
import mitogen.controller.OutputListener;

/** Keeps what contexts print and log. Thread-safe. */
final class RecordedOutput implements OutputListener {
    /** One line of one stream. */
    record Line(int context, Stream stream, String text) {}

    /** One log record. */
    record Logged(int context, LogRecord record) {}

    private final List<Line> lines = new ArrayList<>(); // guarded by this, as is the next
    private final List<Logged> logged = new ArrayList<>();

    @Override
    public synchronized void line(Context context, Stream stream, String line) {
        lines.add(new Line(context.id(), stream, line));
    }

    @Override
    public synchronized void log(Context context, LogRecord record) {
        logged.add(new Logged(context.id(), record));
    }

    synchronized void clear() {
        lines.clear();
        logged.clear();
    }

    /** The lines of one stream of one context. */
    synchronized List<String> lines(Context context, Stream stream) {
        return lines.stream()
                .filter(line -> line.context() == context.id() && line.stream() == stream)
                .map(Line::text)
                .toList();
    }

    /** The lines of all streams of all contexts. */
    synchronized List<String> lines() {
        return lines.stream().map(Line::text).toList();
    }

    synchronized List<LogRecord> logged(Context context) {
        return logged.stream()
                .filter(each -> each.context() == context.id())
                .map(Logged::record)
                .toList();
    }
}
