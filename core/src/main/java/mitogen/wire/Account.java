package mitogen.wire;

/**
 * The bytes that one child makes its parent hold. Thread-safe. Implemented by the parent module, as only a context with
 * children has any.
 */
public interface Account {
    /** Counts, or with less than 0 discounts, bytes that go away by themselves: others take them. */
    void move(long bytes);

    /** Whether nothing more should be taken from the child until some of it has gone away. */
    boolean isFull();

    /** Counts bytes that stay; false, and not counted, if that is too much. With less than 0 it discounts. */
    boolean keep(long bytes);

    /** The child is gone, and with it what was kept. */
    void close();
}
