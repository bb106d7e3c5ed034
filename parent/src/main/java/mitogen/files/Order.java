package mitogen.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import mitogen.Task;

/** What a context is asked to do with its files. What goes wrong there is told as a {@link Failure}, so that its parts arrive. */
interface Order extends Task<Object> {
    /**
     * Does it, there.
     *
     * @return bytes, a text, a number, or null
     */
    Object work() throws IOException;

    /** The second path, of two. */
    default byte[] second() {
        return null;
    }

    @Override
    default Object run() {
        try {
            return work();
        } catch (UncheckedIOException e) {
            return Failure.of(e.getCause(), second());
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException | SecurityException e) {
            return Failure.of(e, second());
        }
    }
}
