package mitogen;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Makes {@link Outcome}s of the ends of calls, channels and stages. */
final class Outcomes {
    private Outcomes() {}

    /** Waits for a call, and tells how it ended. */
    static <T> Outcome<T> of(Call<T> call) {
        try {
            return new Outcome.Succeeded<>(call, call.await());
        } catch (RuntimeException e) {
            if (!call.isDone()) {
                throw e; // this thread was interrupted
            }
            return failed(call, call.context(), e);
        }
    }

    /** What a stage was completed with: a value, or a failure that is not null. */
    static <T> Outcome<T> of(Object source, T value, Throwable failure) {
        Context context = source instanceof Call<?> call ? call.context() : null;
        return failure == null ? new Outcome.Succeeded<>(source, value) : failed(source, context, failure);
    }

    private static <T> Outcome<T> failed(Object source, Context context, Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause() // the JDK wraps what a stage before this one failed with
                : thrown;
        if (failure instanceof ContextLostException lost) {
            return new Outcome.Lost<>(source, lost.end(), lost);
        }
        if (failure instanceof ConnectFailedException failed) {
            return new Outcome.Lost<>(source, End.of(context, failed), failed);
        }
        if (failure instanceof CancellationException cancelled) {
            return new Outcome.Cancelled<>(source, cancelled);
        }
        if (failure instanceof DeadlineException late) {
            return new Outcome.TimedOut<>(source, late);
        }
        if (failure instanceof TimeoutException late) {
            return new Outcome.TimedOut<>(source, late);
        }
        return new Outcome.Threw<>(source, failure);
    }

    static RuntimeException unchecked(Throwable failure) {
        return failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
    }
}
