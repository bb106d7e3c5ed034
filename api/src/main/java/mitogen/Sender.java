package mitogen;

/**
 * The sending end of a channel. A sender is a value: it may be captured by tasks, returned by them and sent through other
 * channels, and works wherever it arrives. {@link #send} waits while the receiver is {@value #WINDOW} bytes behind what this
 * context has sent on the channel. Senders in other contexts go on.
 *
 * <p>A copy that a task captured ends with that task. When the task returns, nothing more comes from the copy. When the task
 * throws, the receiver fails with the exception of the task. {@link #detach} makes a copy independent of its task.
 *
 * <p>Thread-safe; values that one thread sends arrive in their order.
 *
 * @param <T> the type of the values, which travel by value, like the results of tasks
 */
public interface Sender<T> extends AutoCloseable {
    /** How far a sender may be ahead of what the receiver has taken, in bytes; the last value may be larger. */
    int WINDOW = 4 * 1024 * 1024;

    /**
     * Sends a value, and waits while the receiver is too far behind.
     *
     * @param value not null
     * @throws ChannelClosedException if the channel was closed, at either end
     * @throws ContextLostException if the receiver's context is gone
     * @throws ValueException if the value cannot be carried
     * @throws MitogenException if the thread is interrupted while it waits; its flag is set then, and nothing was sent
     */
    void send(T value);

    /**
     * Closes the channel for all its senders. The receiver first drains the values that they sent before they learned of the
     * close. Does nothing the second time.
     */
    @Override
    void close();

    /**
     * Closes the channel with an error, which the receiver throws after what was sent before. Does nothing if this copy
     * has ended.
     *
     * @param reason not null; a copy of it is the cause of the {@link CallException} that the receiver throws
     */
    void fail(Throwable reason);

    /**
     * Makes this copy independent of the task that captured it: it stays usable when the task has ended, until the channel
     * is closed or its context ends.
     *
     * @return this
     */
    Sender<T> detach();
}
