package mitogen;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * One piece of work at a place, under way or done. It is a {@link CompletionStage} and a {@link Future}; stages that
 * depend on it run on the thread that completes it: a task thread, one that waits in {@link #await}, or one that cancels;
 * or on the thread that adds them. Never on a thread that reads from a link.
 *
 * <p>It completes exceptionally with a {@link CallException} when the work threw, with a {@link ConnectFailedException} when
 * its context could not be reached, and with a {@link ContextLostException} when the context ended first.
 * {@link #cancel} releases every waiter at once and interrupts the remote thread. So does whoever completes the call in
 * another way: its {@link #toCompletableFuture} is the call itself, with {@code orTimeout} and {@code complete}.
 *
 * @param <T> the type of the result
 */
public interface Call<T> extends CompletionStage<T>, Future<T> {
    /** Where the work runs. */
    Context context();

    /**
     * Waits for the result. Unlike {@link Future#get()} it throws what happened, not a wrapper around it.
     *
     * @return the result, possibly null
     * @throws MitogenException what happened instead, or that the waiting thread was interrupted (its flag is set then)
     * @throws java.util.concurrent.CancellationException if the call was cancelled
     */
    T await();

    /**
     * Gives this call a deadline: if it has no result in time it fails with a {@link DeadlineException}, and its remote work
     * is interrupted. Of several deadlines the earliest counts.
     *
     * @param timeout counted from now; the call fails at once if it is zero or less
     * @return this
     */
    Call<T> withTimeout(Duration timeout);
}
