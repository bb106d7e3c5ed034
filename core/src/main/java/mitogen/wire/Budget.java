package mitogen.wire;

/** What the values of one message may cost. All throw a {@link mitogen.ValueException} where it is used up. */
public interface Budget {
    /** Counts values, with some more for long texts, and bytes of memory before they are used. */
    void spend(int values, long bytes);

    /** Something to count the keys of one collection or map by; null if these are not hashed. */
    Object table(Object container, int length);

    /** Counts a key that is put into a hash table: what was spent since the last one is the key, or belongs to it. */
    void key(Object table, Object key);

    /** Lets all that is counted from now on fail, on any thread. */
    void stop();
}
