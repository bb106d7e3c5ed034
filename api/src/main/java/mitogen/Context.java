package mitogen;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import mitogen.internal.Current;

/**
 * A place where code runs: a JVM under our control, on this machine or at the end of any chain of hops. All contexts
 * have the same type, the controller's own included. A context is a small value: it may be captured by tasks and sent
 * to other contexts, where it means the same place. All methods are thread-safe.
 *
 * <p>A context can be used as soon as {@link #connect} has returned it. Work that is submitted before the place is up
 * travels along behind the connection, and fails with the connection's own {@link ConnectFailedException} if that fails.
 */
public interface Context extends AutoCloseable {
    /**
     * The context in which the calling task runs, on whatever thread. Contexts of one JVM ({@code InProcess}) are told apart on
     * the thread of the task and those that it has started; other threads, such as those of the common pool, belong to the
     * context whose process it is.
     *
     * @throws IllegalStateException when called in the controller's JVM, from outside of any task
     */
    static Context current() {
        Supplier<?> current = Current.CONTEXT.get();
        current = current == null ? Current.only : current;
        if (current == null) {
            throw new IllegalStateException("Context.current() was called outside of a task; in the controller, use"
                    + " Mitogen.context() instead");
        }
        return (Context) current.get();
    }

    /** The number that frames are routed by: 0 for the controller, unique within the tree, never used again. */
    int id();

    /** The way to it from the controller, for people: {@code ssh:bastion/ssh:web1}. Two contexts may have the same. */
    String name();

    /**
     * Starts a new context from this one and returns at once. The work is done by this context: {@code ssh} runs here.
     *
     * @param method how to reach it
     * @return the new context, already usable
     * @throws ValueException if the method has a component that cannot be carried
     */
    Context connect(ConnectionMethod method);

    /**
     * Starts a new context from this one, over hops that are written as for the command, and returns at once: {@code
     * ssh:bastion/ssh:web1/sudo}. Closing the result also closes the contexts in between, which this call has started too.
     *
     * @param hops the hops, the nearest first, with slashes between them; see {@code docs/reference/targets.md}
     * @return the context behind the last hop
     * @throws IllegalArgumentException if the text is no such hops; the message has a caret under the fault
     */
    Context connect(String hops);

    /**
     * Waits until the context is up. Nobody has to: it tells a program early what its first call would tell it.
     *
     * @return this context
     * @throws ConnectFailedException if it could not be reached
     * @throws ContextLostException if it has ended since
     */
    Context await();

    /**
     * Sends the task here to be run, and returns at once.
     *
     * @throws ValueException if the task or something that it captures cannot be carried
     */
    <T> Call<T> submit(Task<T> task);

    /** {@link #submit(Task)} for work without a result. */
    Call<Void> submit(Action action);

    /**
     * Runs the task here and waits for its result.
     *
     * @return what the task returned, rebuilt from a copy
     * @throws CallException if the task threw
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if the context ended before it answered
     * @throws ValueException if the task, or its result, cannot be carried
     */
    default <T> T call(Task<T> task) {
        return submit(task).await();
    }

    /** {@link #call(Task)} for work without a result. */
    default void call(Action action) {
        submit(action).await();
    }

    /** Runs the work here and forgets it: no reply is sent; what it throws is logged there. */
    void execute(Action action);

    /** A new chain of calls to this context. */
    Chain chain();

    /**
     * This context with a deadline for each call that is submitted through the result: a call that has no result in time
     * fails with a {@link DeadlineException}, and its remote work is interrupted. Deadlines do not travel with the context,
     * and say nothing of {@link #execute}. The result is equal to this context; a limit of this one is kept.
     *
     * @param timeout counted from the submit, in the place of an earlier one; calls fail at once, and are not sent, if it
     *     is zero or less
     */
    Context withTimeout(Duration timeout);

    /**
     * This context with a limit to the calls that are submitted through the result: further ones wait here, in their
     * order, until an earlier one is done. What they captured is copied when they are submitted, all the same; deadlines
     * count from then. Limits do not travel with the context, and say nothing of {@link #execute}. The result is equal to
     * this context; a deadline of this one is kept.
     *
     * @param calls how many may be under way at a time, at least 1; counted anew, in the place of an earlier limit
     */
    Context withLimit(int calls);

    /**
     * This context for code that knows nothing of us. What the executor is given has to travel, as a task has to: a
     * serialisable lambda, such as {@code (Callable<Integer> & Serializable) () -> 1}, or a record. Other things are
     * refused with a {@link java.util.concurrent.RejectedExecutionException} that shows the way out; so is what
     * {@code CompletableFuture.supplyAsync} and the like make, because it hides what they were given.
     *
     * <p>The futures that it gives are {@link Call}s: their {@code get} throws a {@link CallException} as the cause.
     * Each executor has a life of its own. Shutting it down only stops it from taking more; {@code shutdownNow} cancels
     * what is under way.
     */
    ExecutorService asExecutor();

    /**
     * Opens a channel whose values are taken here; this must be the context that the caller runs in.
     *
     * @param accepted records and enums that contexts not above this one may send, besides those that this context
     *     accepts anyway, see {@link #accept}; what these are made of is included
     * @throws IllegalStateException if this is another context
     */
    <T> Receiver<T> receiver(Class<?>... accepted);

    /**
     * Lets contexts below this one name these types in the values that they send here: results, what comes through
     * channels, arguments of services. The types that a task needs which was sent from here may be named anyway, as far as
     * class files tell; others may not, whatever a context below asked for, because records and enums that arrive run code
     * of theirs here. To be said in the context where the values arrive.
     *
     * @param types records, enums, exceptions and interfaces of services; what these are made of is included
     * @throws IllegalStateException if this is another context
     */
    void accept(Class<?>... types);

    /**
     * Offers an interface to other contexts; this must be the context that the caller runs in. The service lasts until it
     * is closed, or the context ends.
     *
     * @param type the interface; of the application, and no collection
     * @param start gives the implementation; run with the first call
     * @throws IllegalStateException if this is another context, or closed
     * @throws IllegalArgumentException if others could not have a proxy of that type
     */
    <S> Service<S> offer(Class<S> type, Callable<? extends S> start);

    /**
     * Measures one round trip to this context and back, without touching its task threads. Waits until it is connected.
     *
     * @throws ConnectFailedException if the context could not be reached
     * @throws ContextLostException if it has ended
     * @throws DeadlineException if there was no answer within three heartbeats; 45 seconds where there are none
     */
    Duration ping();

    /**
     * Lets another context call this one, as if it were above it. Without a grant a context takes calls from those above
     * it only. The grant lasts as long as the two contexts; it includes sending code, so whoever controls the caller
     * controls this context too. To be said by a context above both. Returns when it is in effect.
     *
     * @param caller whose calls are to be obeyed here
     * @throws IllegalArgumentException if the one who says so is not above both
     * @throws ConnectFailedException if this context could not be reached
     * @throws ContextLostException if it has ended
     */
    void grant(Context caller);

    /**
     * Ends this context and everything behind it, waits for that, and forces it after a grace period of five seconds.
     * Work that is still in flight there fails with a {@link ContextLostException}. Any context above may do it. Does
     * nothing the second time. A context in between that does not tell within 12 seconds that it has obeyed is not waited
     * for any longer; that is logged.
     *
     * @throws IllegalStateException if this context is not below the one that says so
     */
    @Override
    void close();
}
