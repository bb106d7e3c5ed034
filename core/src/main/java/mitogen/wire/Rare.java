package mitogen.wire;

/**
 * The part of the value format that few contexts need. It is not in the packed core: a context fetches it with the first
 * such value.
 */
public interface Rare {
    /**
     * Reads the value behind a code that {@link ValueReader} does not know itself.
     *
     * @throws mitogen.ValueException if there is no such code, or no such value
     */
    Object read(int code, ValueReader from);

    /**
     * Copies what a task failed with to plain data, whatever its methods do. May take seconds.
     *
     * @throws RuntimeException or an Error if it cannot be described at all
     */
    Throwable plain(Throwable thrown);

    /** Writes a value that {@link ValueWriter} does not know itself; false, and nothing is written, if this does not either. */
    boolean write(Object value, ValueWriter to);
}
