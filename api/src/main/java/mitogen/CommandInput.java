package mitogen;

import java.io.InputStream;
import java.nio.file.Path;

/** What a command reads as its standard input. The methods {@code withInput} of a {@link Command} make all but {@link None}. */
public sealed interface CommandInput {
    /** Nothing: it ends at once. Where {@code start} starts the command, it is {@code Process.getOutputStream}. */
    record None() implements CommandInput {}

    /**
     * Bytes.
     *
     * @param bytes not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] bytes) implements CommandInput {}

    /**
     * What a stream gives.
     *
     * @param stream of the place where the command is started from
     */
    record OfStream(InputStream stream) implements CommandInput {}

    /**
     * The content of a file.
     *
     * @param file of the place where the command is started from
     */
    record OfFile(Path file) implements CommandInput {}
}
