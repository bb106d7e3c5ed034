package mitogen.controller;

import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.internal.Printable;

/**
 * Takes what contexts print and log. All methods are called by one thread, {@code mitogen-output}, in the order in which
 * things arrived; each stream of each context is in order. A slow listener slows down the tasks that print, and nobody
 * else. What a method throws is logged and changes nothing.
 */
public interface OutputListener {
    /** Where bytes came from. */
    enum Stream {
        /** A task's {@code System.out}. */
        OUT,
        /** A task's {@code System.err}. */
        ERR,
        /** The process itself, past Java: native code, subprocesses with inherited output, ssh's own messages. */
        NATIVE
    }

    /**
     * Takes bytes as they come; chunks end anywhere.
     *
     * @param context the context that printed or logged it
     * @param stream the stream that it was printed to
     * @param chunk the bytes as they were printed
     * @return whether that was all; if not, they are put together to lines for {@link #line}
     */
    default boolean bytes(Context context, Stream stream, byte[] chunk) {
        return false;
    }

    /**
     * Takes one line, without its end. What it does unless overridden: prints the line behind the context's name,
     * control characters by their numbers. A last line without an end comes when output is drained, which closing does
     * too.
     *
     * @param context the context that printed or logged it
     * @param stream the stream that it was printed to
     * @param line the line, without its end
     */
    default void line(Context context, Stream stream, String line) {
        (stream == Stream.OUT ? System.out : System.err).println(context.name() + " | " + Printable.line(line));
    }

    /**
     * Takes a log record, whose logger name is that of the remote logger. In its texts control characters are shown by
     * their numbers; there may be several lines. What it does unless overridden: passes the record on to the logger of
     * that name here, each line behind the context's name.
     *
     * @param context the context that printed or logged it
     * @param record the record
     */
    default void log(Context context, LogRecord record) {
        String prefix = context.name() + " | ";
        record.setMessage(prefix + record.getMessage().replace("\n", "\n" + prefix));
        Logger.getLogger(record.getLoggerName()).log(record);
    }
}
