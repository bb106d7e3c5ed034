package mitogen;

import java.io.InputStream;
import java.nio.file.Path;

/** What a command reads as its standard input. {@code Command.withInput} makes all kinds except {@link None}. */
public sealed interface CommandInput {
    /** No input: it ends at once. With {@code start}, the input is what {@code Process.getOutputStream} is given. */
    record None() implements CommandInput {}

    /**
     * Bytes.
     *
     * @param bytes not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] bytes) implements CommandInput {}

    /**
     * The bytes of a stream.
     *
     * @param stream of the context that starts the command
     */
    record OfStream(InputStream stream) implements CommandInput {}

    /**
     * The content of a file.
     *
     * @param file of the context that starts the command
     */
    record OfFile(Path file) implements CommandInput {}
}
