package mitogen;

import java.time.Duration;
import java.util.concurrent.Flow;

/**
 * The receiving end of a channel, in the context that opened it with {@link Context#receiver}. Give its {@link #sender} to
 * the tasks that send values.
 *
 * <p>The channel ends when a sender or the receiver closes it, or when it was given to tasks and all of them have ended
 * ({@link #hold} delays that). It ends with an error when a sender {@linkplain Sender#fail fails} it, when a task that had
 * the sender throws, or when a context that had it is lost. Values that were sent before are received first.
 *
 * <p>Close a receiver if you do not take all values: otherwise its senders wait forever. Thread-safe: several threads may
 * take values from it. As a {@link Flow.Publisher} it takes one subscriber, whose methods are called on a task thread; then
 * do not take values by the other methods.
 *
 * @param <T> the type of the values
 */
public interface Receiver<T> extends Iterable<T>, Flow.Publisher<T>, AutoCloseable {
    /** {@return the sending end: always the same, usable here and, captured or sent, anywhere} */
    Sender<T> sender();

    /**
     * Waits for the next value.
     *
     * @return the value, never null
     * @throws ChannelClosedException if the channel has ended and nothing is left
     * @throws CallException if a task that had the sender threw, or a sender failed the channel
     * @throws ContextLostException if a context that had the sender is lost; {@link ConnectFailedException} if it was never reached
     * @throws ValueException if the value cannot be read here, which ends the channel
     * @throws MitogenException if the thread is interrupted while it waits; its flag is set then
     */
    T take();

    /**
     * Waits for the next value as {@link #take} does, but for a limited time, and throws the same.
     *
     * @param timeout zero and less do not wait
     * @return the value, or null if none came within the time
     */
    T poll(Duration timeout);

    /** {@return the next value if it is here already, or else null} Throws as {@link #take} does, and never waits. */
    T poll();

    /** Iterates over the values until the channel ends. Throws, as {@link #take} does, if the channel ends with an error. */
    @Override
    java.util.Iterator<T> iterator();

    /**
     * Sets the listener that is told when {@link #poll()} may find a value, or the end: at once if one is there already, and
     * again whenever more arrives. The listener may be told more often than that. A {@link Select} sets it; do not use both.
     * The listener is called on a task thread, or on the thread that calls this method.
     *
     * @param listener the only one from now on, or null for none
     */
    void onReady(Runnable listener);

    /**
     * Keeps the channel open until the result is closed, even if all tasks that had the sender have ended. Use this when you
     * hand the sender to tasks one by one while already receiving.
     *
     * @return the hold, to be closed; the channel stays open until all holds are closed
     */
    Hold hold();

    /** Keeps a channel open, see {@link Receiver#hold}. */
    interface Hold extends AutoCloseable {
        /** Lets go. Does nothing the second time. */
        @Override
        void close();
    }

    /** Closes the channel: values that were not taken are dropped, and senders are told. Does nothing the second time. */
    @Override
    void close();
}
