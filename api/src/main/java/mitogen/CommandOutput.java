package mitogen;

import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Consumer;

/** Where an output of a command goes. */
public sealed interface CommandOutput {
    /** {@return for {@code run}: an output that is collected in the {@link CommandResult}} */
    static CommandOutput collected() {
        return new Collected();
    }

    /**
     * {@return an output that is written to a stream, as it comes}
     *
     * @param stream written by one thread at a time, flushed, and not closed. If the stream throws, the command is
     *     killed, and the run fails
     */
    static CommandOutput to(OutputStream stream) {
        return new ToStream(Objects.requireNonNull(stream, "to got null"));
    }

    /**
     * {@return an output that is passed on line by line, as it comes, decoded in the charset of the context}
     *
     * @param consumer takes each line without its line end; called by one thread at a time. A last line without a line end
     *     comes too. If the consumer throws, the run fails as with a stream
     */
    static CommandOutput lines(Consumer<String> consumer) {
        return new ToLines(Objects.requireNonNull(consumer, "lines got null"));
    }

    /** {@return an output that the context prints; so it arrives together with the context's other output} */
    static CommandOutput ofContext() {
        return new OfContext();
    }

    /** {@return an output that goes to {@code /dev/null}} */
    static CommandOutput discarded() {
        return new Discarded();
    }

    /** See {@link #collected}. */
    record Collected() implements CommandOutput {}

    /**
     * See {@link #to}.
     *
     * @param stream where the output goes
     */
    record ToStream(OutputStream stream) implements CommandOutput {}

    /**
     * See {@link #lines}.
     *
     * @param consumer where the lines go
     */
    record ToLines(Consumer<String> consumer) implements CommandOutput {}

    /** See {@link #ofContext}. */
    record OfContext() implements CommandOutput {}

    /** See {@link #discarded}. */
    record Discarded() implements CommandOutput {}

    /** For standard error: see {@link Command#withMergedErrors}. */
    record Merged() implements CommandOutput {}
}
