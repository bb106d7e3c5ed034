package mitogen.wire;

/** A value of our own that stands for something at a place, and writes itself: a context, the end of a channel. */
public interface Carried {
    /** Appends a code of the value format, and what belongs to it. */
    void write(ValueWriter to);
}
