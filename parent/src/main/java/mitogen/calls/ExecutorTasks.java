package mitogen.calls;

import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import mitogen.Context;
import mitogen.Task;
import mitogen.Task.Action;

/** Makes tasks of what an executor is given. The class travels to where they run. */
final class ExecutorTasks {
    private ExecutorTasks() {}

    static Action action(Runnable work) {
        return work::run;
    }

    static <T> Task<T> task(Callable<T> work) {
        return work::call;
    }

    /**
     * Refuses, with the way out, what would not travel, as far as can be seen without trying.
     *
     * @throws RejectedExecutionException if it is a lambda that is not serialisable, or something of the JDK that hides one
     */
    static void check(Context context, Object work, String kind) {
        String way;
        if (work instanceof CompletableFuture.AsynchronousCompletionTask) {
            way = "CompletableFuture hides what it was given in an object of its own; use the context's"
                    + " submit(() -> …), which gives a CompletionStage already";
        } else if (work instanceof Future) {
            way = "a " + work.getClass().getName()
                    + " hides what it was given; use the executor's submit or invokeAll with that itself";
        } else if (work.getClass().isSynthetic() && !(work instanceof Serializable)) {
            way = "it is a lambda that is not serialisable: cast it, (" + kind
                    + " & Serializable) () -> …, or declare it as a"
                    + " mitogen.Task or mitogen.Task.Action and use submit of the context";
        } else {
            return;
        }
        throw new RejectedExecutionException(
                work.getClass().getName() + " cannot be sent to " + context + " by its executor: " + way);
    }
}
