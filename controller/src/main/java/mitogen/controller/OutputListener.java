package mitogen.controller;

import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;

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
     * @return whether that was all; if not, they are put together to lines for {@link #line}
     */
    default boolean bytes(Context context, Stream stream, byte[] chunk) {
        return false;
    }

    /** Takes one line, without its end. A last line without an end comes when output is drained, which closing does too. */
    default void line(Context context, Stream stream, String line) {
        (stream == Stream.OUT ? System.out : System.err).println(context.name() + " | " + line);
    }

    /** Takes a log record, whose logger name is that of the remote logger. Passes it on to the logger of that name here. */
    default void log(Context context, LogRecord record) {
        record.setMessage(context.name() + " | " + record.getMessage());
        Logger.getLogger(record.getLoggerName()).log(record);
    }
}
