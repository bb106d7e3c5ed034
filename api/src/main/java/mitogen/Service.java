package mitogen;

/**
 * An interface that a context offers, see {@link Context#offer}. Others call it through the {@link #proxy}, from every
 * context to which the proxy was handed. Contexts above the offering context may call all methods. Any other context may
 * call only the methods that it was {@linkplain #grant granted}. Thread-safe.
 *
 * <p>Its methods run on separate threads, up to 16 at a time, so the implementation has to be thread-safe. The first call starts
 * the implementation, on one of these threads, while other calls wait. If the start throws, all these calls fail, and the next
 * call tries again. A caller that is not above this context may have 64 calls under way or waiting.
 *
 * @param <S> the interface
 */
public interface Service<S> extends AutoCloseable {
    /**
     * {@return a stand-in for the service, always the same: a value of the interface, which may be captured, returned
     * and sent, and works everywhere} A method whose result is a {@link java.util.concurrent.CompletionStage} returns
     * at once; others wait for their result.
     *
     * <p>A proxy's methods throw the {@link MitogenException}s that a call throws. A checked exception that the method
     * declares is thrown as such, if its class has a constructor that takes only a message.
     */
    S proxy();

    /**
     * Lets a context that is not above this one call the service.
     *
     * @param caller the context that may call; what it was granted before stays granted
     * @param methods the names of the methods that the caller may call; all methods if none is named
     * @return this
     * @throws IllegalArgumentException if the interface has no method of such a name
     */
    Service<S> grant(Context caller, String... methods);

    /** Ends the service: calls fail from now on; those under way are interrupted. Does nothing the second time. */
    @Override
    void close();
}
