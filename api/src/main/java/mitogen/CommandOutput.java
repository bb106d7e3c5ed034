package mitogen;

import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Consumer;

/** Where an output of a command goes. */
public sealed interface CommandOutput {
    /** {@return for {@code run}: the output is in the {@link CommandResult}} */
    static CommandOutput collected() {
        return new Collected();
    }

    /**
     * {@return an output that is written to a stream, as it comes}
     *
     * @param stream written by one thread at a time, and flushed, not closed. If it throws, the command is told so as if
     *     its reader had gone, and the run fails
     */
    static CommandOutput to(OutputStream stream) {
        return new ToStream(Objects.requireNonNull(stream, "to got null"));
    }

    /**
     * {@return an output that is given line by line, as it comes, in the charset of the place}
     *
     * @param consumer called by one thread at a time, without the line's end; a last line without one comes too. If it
     *     throws, the run fails as with a stream
     */
    static CommandOutput lines(Consumer<String> consumer) {
        return new ToLines(Objects.requireNonNull(consumer, "lines got null"));
    }

    /** {@return an output that the context prints, so that it comes with its other output} */
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
     * @param stream where to
     */
    record ToStream(OutputStream stream) implements CommandOutput {}

    /**
     * See {@link #lines}.
     *
     * @param consumer where to
     */
    record ToLines(Consumer<String> consumer) implements CommandOutput {}

    /** See {@link #ofContext}. */
    record OfContext() implements CommandOutput {}

    /** See {@link #discarded}. */
    record Discarded() implements CommandOutput {}

    /** For standard error: see {@link Command#withMergedErrors}. */
    record Merged() implements CommandOutput {}
}
