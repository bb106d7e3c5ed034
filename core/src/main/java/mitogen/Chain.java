package mitogen;

/**
 * Calls to one context that run one after the other, in the order in which they were submitted, without waiting for each
 * other's results on the way. After a failure nothing that comes later runs: it fails with the same error, until
 * {@link #reset}. Chains do not disturb each other, nor other calls. Thread-safe.
 */
public interface Chain {
    /** Where the calls run. */
    Context context();

    /** Like {@link Context#submit(Task)}, after what was submitted before. */
    <T> Call<T> submit(Task<T> task);

    /** {@link #submit(Task)} for work without a result. */
    Call<Void> submit(Action action);

    /** {@link #submit(Task)}, and waits for the result. */
    default <T> T call(Task<T> task) {
        return submit(task).await();
    }

    /** {@link #call(Task)} for work without a result. */
    default void call(Action action) {
        submit(action).await();
    }

    /** Forgets an earlier failure: what is submitted from now on runs. */
    void reset();
}
