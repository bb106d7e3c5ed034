package mitogen;

import java.io.Serializable;

/** Work without a result: to a {@link Task} what {@code Runnable} is to {@code Callable}. Travels like one. */
@FunctionalInterface
public interface Action extends Serializable {
    /**
     * Does the work.
     *
     * @throws Exception whatever the work throws
     */
    void run() throws Exception;
}
