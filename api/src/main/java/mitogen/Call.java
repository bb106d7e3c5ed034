package mitogen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * One piece of work in a context, under way or done. It is a {@link CompletionStage} and a {@link Future}. Thread-safe.
 *
 * <p>Stages that depend on it run on the thread that completes it: a task thread, a thread that waits in {@link #await}, or
 * a thread that cancels. A stage that is added later runs at once, on the thread that adds it. None ever runs on a thread
 * that reads from a link.
 *
 * <p>It completes exceptionally with a {@link CallException} when the work threw, with a {@link ConnectFailedException} when
 * its context could not be reached, and with a {@link ContextLostException} when the context ended first. {@link #cancel}
 * releases every waiter at once and interrupts the remote thread. So does any other early completion: {@link
 * #toCompletableFuture} returns the call itself.
 *
 * @param <T> the type of the result
 */
public interface Call<T> extends CompletionStage<T>, Future<T> {
    /** {@return the context where the work runs} */
    Context context();

    /**
     * Waits for the result. Unlike {@link Future#get()} it throws what happened, not a wrapper around it.
     *
     * @return the result, possibly null
     * @throws CallException if the task threw
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if the context ended first
     * @throws DeadlineException if a deadline of the call has passed
     * @throws ValueException if the result cannot be carried
     * @throws RefusedException if the context takes no calls from here
     * @throws java.util.concurrent.CancellationException if the call was cancelled
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the call goes on
     */
    T await();

    /**
     * Waits until the call is done, and returns how it ended.
     *
     * @return the outcome, never null; a failure of the call is an outcome, too
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the call goes on
     */
    default Outcome<T> outcome() {
        return Outcomes.of(this);
    }

    /**
     * Gives this call a deadline, as {@link java.util.concurrent.CompletableFuture#orTimeout} does for a future: it changes
     * this call, and returns it. If the call is not done in time, it fails with a {@link DeadlineException}, everybody who
     * waits for it is released, and its remote work is interrupted. A call that still waits for its turn is not sent any
     * more. Of several deadlines, that of its context included, the earliest counts.
     *
     * @param timeout counted from now; the call fails at once if it is zero or less
     * @return this call
     */
    Call<T> orTimeout(Duration timeout);

    /**
     * Waits until all calls are done, and returns their results, as {@link #await} does for one call.
     *
     * @param calls the calls, none of them null, such as those of a {@link Group}
     * @param <T> the type of their results
     * @return the results, in the order of the calls; a result may be null
     * @throws MitogenException if some calls have failed: it names all of these, its cause is the first failure, and the
     *     others are suppressed in it; or if the waiting thread is interrupted: its flag is set then, and the calls go on
     */
    static <T> List<T> awaitAll(Collection<? extends Call<T>> calls) {
        return Calls.await(List.copyOf(calls));
    }

    /**
     * Waits until all calls are done, and returns how each ended, as {@link #outcome} does for one call.
     *
     * @param calls the calls, none of them null
     * @param <T> the type of their results
     * @return the outcomes, in the order of the calls
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the calls go on
     */
    static <T> List<Outcome<T>> outcomes(Collection<? extends Call<T>> calls) {
        return Calls.outcomes(List.copyOf(calls));
    }

    /**
     * {@return the calls, each as soon as it is done: {@code for (Call<Long> done : Call.asCompleted(calls))}} The loop
     * waits for the next call. A failed call comes like any other. Each iteration starts anew with all calls. An iterator is
     * for one thread, and throws a {@link MitogenException} if that thread is interrupted while it waits.
     *
     * @param calls the calls, none of them null; the collection is copied
     * @param <T> the type of their results
     */
    static <T> Iterable<Call<T>> asCompleted(Collection<? extends Call<T>> calls) {
        List<Call<T>> all = List.copyOf(calls);
        return () -> new Calls.Completed<>(all);
    }

    /**
     * Calls to one context that run one after the other, in the order in which they were submitted. All are sent at once.
     * After a failure no later call runs: it fails with the same error, until {@link #reset}. Chains do not disturb each
     * other, nor other calls. Thread-safe.
     *
     * <p>A call that is cancelled, or whose deadline passes, is a failure too. Later calls that were already on their way
     * then fail with a {@link java.util.concurrent.CancellationException}. A result that cannot be carried is a failure as
     * well. A task that waits for a later call of its own chain waits forever.
     */
    interface Chain {
        /** {@return the context where the calls run} */
        Context context();

        /**
         * Sends the task, as {@link Context#submit(Task)} does. It runs after all calls that were submitted before.
         *
         * @param task the work, not null
         * @param <T> the type of its result
         * @return the call; if an earlier call has failed, it fails with the same error
         * @throws ValueException if the task or something that it captures cannot be carried
         */
        <T> Call<T> submit(Task<T> task);

        /**
         * Sends work without a result, as {@link #submit(Task)} does.
         *
         * @param action the work, not null
         * @return the call, whose result is null
         * @throws ValueException if the work or something that it captures cannot be carried
         */
        Call<Void> submit(Task.Action action);

        /**
         * Runs the task after all calls that were submitted before, and waits for its result, as {@link Context#call(Task)}
         * does.
         *
         * @param task the work, not null
         * @param <T> the type of its result
         * @return what the task returned, rebuilt from a copy; possibly null
         * @throws MitogenException as {@link Context#call(Task)} does; the error of an earlier call if that has failed
         */
        default <T> T call(Task<T> task) {
            return submit(task).await();
        }

        /**
         * Runs work without a result, as {@link #call(Task)} does.
         *
         * @param action the work, not null
         * @throws MitogenException as {@link #call(Task)} does
         */
        default void call(Task.Action action) {
            submit(action).await();
        }

        /**
         * Lets calls run again after a failure. Calls that are submitted from now on run when all earlier calls are done or
         * have failed, even if a failure is not known here yet. This method may be called at any time, and waits for
         * nothing.
         */
        void reset();
    }

    /**
     * A limit to how many calls are under way at a time, shared by all contexts that were given it by {@link
     * Context#withLimit}. Further calls wait for their turn, in their order. Thread-safe.
     *
     * <p>{@link #enter} and {@link #leave} are only for programs that implement {@link Context}, for example to wrap a
     * context.
     */
    final class Limit {
        private final Queue<BooleanSupplier> waiting = new ArrayDeque<>(); // guarded by this, as is all below
        private int free;
        private boolean admitting; // some thread does, one entry after the other; so they keep their order

        private Limit(int calls) {
            if (calls < 1) {
                throw new IllegalArgumentException("the limit is " + calls + "; it has to be 1 or more");
            }
            free = calls;
        }

        /**
         * {@return a new limit, with no calls under way}
         *
         * @param calls how many calls may be under way at a time, at least 1
         * @throws IllegalArgumentException if it is less
         */
        public static Limit of(int calls) {
            return new Limit(calls);
        }

        /**
         * Starts a call, now or when its turn comes. Waits for nothing.
         *
         * @param start starts the call, and returns true. Returns false if the call was given up meanwhile; then nobody calls
         *     {@link #leave} for it. It runs on this thread, or on a thread that leaves
         */
        public void enter(BooleanSupplier start) {
            synchronized (this) {
                waiting.add(start);
            }
            admit();
        }

        /** Ends a call that was started; the next one may start, on this thread. */
        public void leave() {
            synchronized (this) {
                free++;
            }
            admit();
        }

        private void admit() {
            BooleanSupplier next = next(false);
            while (next != null) {
                boolean entered = false;
                try {
                    entered = next.getAsBoolean();
                } finally {
                    if (!entered) {
                        synchronized (this) {
                            free++;
                        }
                    }
                }
                next = next(true);
            }
        }

        private synchronized BooleanSupplier next(boolean mine) {
            if (admitting && !mine) {
                return null;
            }
            BooleanSupplier next = free > 0 ? waiting.poll() : null;
            admitting = next != null;
            if (next != null) {
                free--;
            }
            return next;
        }
    }
}
