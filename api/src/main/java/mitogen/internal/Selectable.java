package mitogen.internal;

/** Something that values are taken from one by one without waiting, and that tells when there may be some. */
public interface Selectable {
    /**
     * Sets the listener. It runs at once if a value or the end can be taken now, and again whenever a further one arrives.
     * It may run more often than that, and on any thread, even on a reader of a link; so it must not block. The caller
     * holds no lock that taking a value needs.
     *
     * @param listener the only one from now on, or null
     */
    void onReady(Runnable listener);
}
