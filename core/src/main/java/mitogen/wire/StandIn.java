package mitogen.wire;

/** A throwable that stands for one of another class. */
public interface StandIn {
    /** The names of the original's class and superclasses below Throwable, most specific first. */
    String[] types();
}
