package mitogen.testing;

/**
 * A fault that comes when the test says so. One switch may be in several links; it acts on all of them, in both
 * directions. It works in the JVM where it was made. Thread-safe.
 *
 * <pre>{@code
 * LinkSwitch link = LinkSwitch.create();
 * Context web = mitogen.connect(inProcess().over(link));
 * link.cut();
 * }</pre>
 */
public sealed interface LinkSwitch extends Fault permits SwitchForm {
    /** {@return a switch that lets everything pass} */
    static LinkSwitch create() {
        return SwitchForm.create();
    }

    /**
     * Ends the links for good, as where a cable or a connection breaks. Both sides notice at once.
     *
     * @throws IllegalStateException in another JVM than that where it was made
     */
    void cut();

    /**
     * Lets nothing pass from now on. What is written waits; what was written goes on to arrive. The parent notices by
     * missing heartbeats: see {@code Options.withHeartbeat}. Does nothing after {@link #cut}.
     *
     * @throws IllegalStateException in another JVM than that where it was made
     */
    void freeze();

    /**
     * Lets everything pass again, first what has waited.
     *
     * @throws IllegalStateException in another JVM than that where it was made
     */
    void thaw();
}
