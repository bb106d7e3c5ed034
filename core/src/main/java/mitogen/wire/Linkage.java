package mitogen.wire;

/** What a decoder needs of the context that it decodes for. The policy of what may be named is the implementor's. */
public interface Linkage {
    /**
     * The class of a record, an enum, an array or a lambda.
     *
     * @throws mitogen.ValueException where the sender may not name it
     * @throws ClassNotFoundException where there is none
     */
    Class<?> classFor(String name) throws ClassNotFoundException;

    /** The value behind a code that the reader itself does not know: a {@link Carried} one. */
    Object carried(int code, ValueReader from);

    /** Whether the sender may send code, which only a parent may. */
    boolean lambdas();

    /** The most elements that all containers, records and throwables of one message may have together. */
    int maxObjects();

    /** What the values of one message of so many bytes may cost besides; null where nothing is counted. */
    default Budget budget(long bytes) {
        return null;
    }
}
