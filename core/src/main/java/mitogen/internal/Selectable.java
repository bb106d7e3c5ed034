package mitogen.internal;

/** Something that values are taken from one by one without waiting, and that tells when there may be some. */
public interface Selectable {
    /**
     * Sets who is told. The listener is run when something can be taken that could not be taken before, be it a value or
     * the end, and at once if there is something now; more often does no harm. It is run on any thread, even one that reads
     * from a link, without a lock that is needed to take what is there, and it waits for nothing.
     *
     * @param listener the only one from now on, or null
     */
    void onReady(Runnable listener);
}
