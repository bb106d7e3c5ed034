package mitogen.wire;

/** What the values of one message may cost. All throw a {@link mitogen.ValueException} where it is used up. */
public interface Budget {
    /** Counts bytes of memory, before they are used. */
    void charge(long bytes);

    /** Something to count the keys of one hash table by. */
    Object table(int length);

    /**
     * Counts a key that is put into a hash table.
     *
     * @param size the values that it is made of
     * @param read all values so far
     */
    void key(Object table, Object key, long size, long read);

    /** Lets all that is counted from now on fail, on any thread. */
    void stop();
}
