package mitogen;

/**
 * Calls to one context that run one after the other, in the order in which they were submitted, without waiting for each
 * other's results on the way. After a failure nothing that comes later runs: it fails with the same error, until
 * {@link #reset}. Chains do not disturb each other, nor other calls. Thread-safe.
 *
 * <p>A call that is cancelled, or whose deadline passes, is a failure too, and what was already on its way behind it fails
 * there with a {@link java.util.concurrent.CancellationException}. A result that cannot be carried is a failure as well. A
 * task that waits for a later call of its own chain waits forever.
 */
public interface Chain {
    /** {@return the context where the calls run} */
    Context context();

    /**
     * Sends the task, as {@link Context#submit(Task)} does, to run after what was submitted before.
     *
     * @param task the work, not null
     * @param <T> the type of its result
     * @return the call; it fails with the error of an earlier one if that has failed
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
    Call<Void> submit(Action action);

    /**
     * Runs the task after what was submitted before, and waits for its result, as {@link Context#call(Task)} does.
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
    default void call(Action action) {
        submit(action).await();
    }

    /**
     * Lets work run again after a failure. What is submitted from now on runs when all that was submitted before is done or has
     * failed, even if a failure is not known here yet. This method may be called at any time, and waits for nothing.
     */
    void reset();
}
