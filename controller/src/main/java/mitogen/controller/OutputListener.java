package mitogen.controller;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.internal.Printable;

/**
 * Takes what contexts print and log. All methods are called by one thread, {@code mitogen-output}, in the order in which
 * things arrived; each stream of each context is in order. A slow listener slows down only the tasks that print. If a method
 * throws, the exception is logged and changes nothing.
 */
public interface OutputListener {
    /** The stream that bytes came from. */
    enum Stream {
        /** A task's {@code System.out}. */
        OUT,
        /** A task's {@code System.err}. */
        ERR,
        /**
         * The process itself, without Java's streams: native code, subprocesses with inherited output, ssh's own messages.
         */
        NATIVE
    }

    /**
     * Takes bytes as they come; chunks end anywhere.
     *
     * @param context the context that printed or logged it
     * @param stream the stream that it was printed to
     * @param chunk the bytes as they were printed
     * @return true if this listener is done with the bytes; false to get them as lines in {@link #line}
     */
    default boolean bytes(Context context, Stream stream, byte[] chunk) {
        return false;
    }

    /**
     * Takes one line, without its end. By default, the line is printed behind the context's name, and control characters are shown by
     * their numbers. A last line without an end comes when the output is drained or the controller is closed.
     *
     * @param context the context that printed or logged it
     * @param stream the stream that it was printed to
     * @param line the line, without its end
     */
    default void line(Context context, Stream stream, String line) {
        (stream == Stream.OUT ? System.out : System.err).println(context.name() + " | " + Printable.line(line));
    }

    /**
     * Takes a log record, with the name of the remote logger. In its texts, control characters are shown by their numbers. A text may
     * have several lines. By default, the record goes to the logger of the same name here, with the context's name in front of
     * each line. A handler there finds the context and the MDC in the {@link ContextRecord}.
     *
     * @param context the context that printed or logged it
     * @param record the record, always a {@link ContextRecord}
     */
    default void log(Context context, LogRecord record) {
        String prefix = context.name() + " | ";
        record.setMessage(prefix + record.getMessage().replace("\n", "\n" + prefix));
        Logger.getLogger(record.getLoggerName()).log(record);
    }

    /** A log record of a context, which also tells where it is from. */
    final class ContextRecord extends LogRecord {
        private static final long serialVersionUID = 1;

        private final transient Context context;
        private final transient Map<String, String> mdc;

        /**
         * Makes a record.
         *
         * @param context where it was logged
         * @param level its level
         * @param message its text
         * @param mdc what the MDC had; copied
         */
        public ContextRecord(Context context, Level level, String message, Map<String, String> mdc) {
            super(level, message);
            this.context = context;
            this.mdc = Map.copyOf(mdc);
            setSourceClassName(null); // or formatters look for it, and show a class of ours instead of the logger
            setSourceMethodName(null);
        }

        /** {@return the context where it was logged} */
        public Context context() {
            return context;
        }

        /** {@return what the MDC of SLF4J, or Log4j's thread context, had when it was logged: at most 16 entries, each cut to 128 characters} */
        public Map<String, String> mdc() {
            return mdc;
        }
    }
}
