package mitogen;

import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * What came of a call: a value or a failure.
 *
 * @param context where the work was to run
 * @param value what the task returned; null, too, if it failed
 * @param failure what the call failed with, as {@link Call#await} would throw it; null if it did not fail
 * @param <T> the type of the value
 */
public record Outcome<T>(Context context, T value, Throwable failure) {
    /** Checks that a failed call has no value. */
    public Outcome {
        Objects.requireNonNull(context, "context");
        if (value != null && failure != null) {
            throw new IllegalArgumentException("an outcome is a value or a failure, not both");
        }
    }

    /** Waits for a call, and tells what came of it. */
    static <T> Outcome<T> of(Call<T> call) {
        try {
            return new Outcome<>(call.context(), call.await(), null);
        } catch (RuntimeException e) {
            if (!call.isDone()) {
                throw e; // this thread was interrupted
            }
            return new Outcome<>(call.context(), null, unwrapped(e));
        }
    }

    /** Whether there was no failure. */
    public boolean succeeded() {
        return failure == null;
    }

    /**
     * The value.
     *
     * @throws RuntimeException the failure, wrapped in a {@link CompletionException} if it is a checked exception that
     *     somebody completed the call with
     */
    public T get() {
        if (failure != null) {
            throw thrown(failure);
        }
        return value;
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static RuntimeException thrown(Throwable failure) {
        return failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
    }
}
