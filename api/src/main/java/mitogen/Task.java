package mitogen;

import java.io.Serializable;

/**
 * Work that is sent to a {@link Context} and gives a value back: a lambda, a method reference, or a record.
 *
 * <p>A task travels by value. What it captures is copied when it is submitted, so it must belong to the closed set of
 * values that Mitogen carries (see {@code docs/reference/values.md}); anything else is refused at submit time. It extends
 * {@link Serializable} only because that makes the compiler keep the parts of a lambda; Java serialization itself is
 * never used.
 *
 * @param <T> the type of the result, {@link Void} where there is none
 */
@FunctionalInterface
public interface Task<T> extends Serializable {
    /**
     * Does the work, in the context that the task was sent to, on a thread of its own.
     *
     * @return a value that can be carried back, or null
     * @throws Exception whatever the work throws; the caller sees it as a {@link CallException}
     */
    T run() throws Exception;

    /** Work without a result: to a {@link Task} what {@code Runnable} is to {@code Callable}. Travels like one. */
    @FunctionalInterface
    interface Action extends Serializable {
        /**
         * Does the work.
         *
         * @throws Exception whatever the work throws
         */
        void run() throws Exception;
    }
}
