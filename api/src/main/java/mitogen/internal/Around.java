package mitogen.internal;

/** A task of ours that runs work of the application. */
public interface Around {
    /** That work. */
    Object work();
}
