package mitogen;

import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * How a call, a wait for a value of a channel, or a stage such as {@link Context#onEnd} ended. There are five forms, to tell
 * apart by {@code switch} or {@code instanceof}: {@link Succeeded}, {@link Threw}, {@link Lost}, {@link Cancelled} and
 * {@link TimedOut}.
 *
 * <pre>{@code
 * Outcome<String> outcome = web.submit(() -> hostname()).outcome();
 * if (outcome instanceof Outcome.Succeeded<String> success) {
 *     print(success.value());
 * } else if (outcome instanceof Outcome.Lost<String> lost && lost.end().reason() == End.Reason.KILLED) {
 *     print("killed: " + lost.end().exitStatus());
 * }
 * }</pre>
 *
 * <p>Immutable, and thread-safe.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T> {
    /**
     * {@return the source of this outcome, even if it came through other selects: the {@link Call}, the {@link Receiver} or
     * the stage}
     */
    Object source();

    /**
     * {@return the value, which may be null} Throws the failure if there is one; a checked exception in a {@code
     * CompletionException}.
     */
    default T get() {
        throw Outcomes.unchecked(failure());
    }

    /** {@return the failure, as {@link Call#await} would throw it; null if there is none} */
    Throwable failure();

    /** {@return whether there is a value, possibly null, and no failure} */
    default boolean succeeded() {
        return failure() == null;
    }

    /**
     * {@return whether the work of a call may have begun} It is false only if the work certainly has not begun, because the
     * context could not be reached. If it is true and the call has failed, the work may have been done, in part or as a
     * whole.
     */
    default boolean mayHaveRun() {
        return !(failure() instanceof ConnectFailedException);
    }

    /** {@return the context where the call ran; null if this is not the outcome of a call} */
    default Context context() {
        return source() instanceof Call<?> call ? call.context() : null;
    }

    /**
     * There is a value.
     *
     * @param source see {@link Outcome#source}
     * @param value what the task returned, or what was received; a task may have returned null
     * @param <T> the type of the value
     */
    record Succeeded<T>(Object source, T value) implements Outcome<T> {
        /**
         * Checks that there is a source.
         *
         * @param source not null
         * @param value the value, or null
         */
        public Succeeded {
            Objects.requireNonNull(source, "source");
        }

        @Override
        public T get() {
            return value;
        }

        @Override
        public Throwable failure() {
            return null;
        }
    }

    /**
     * The work failed where it ran, or could not be done there.
     *
     * @param source see {@link Outcome#source}
     * @param failure a {@link CallException} if the task threw; a {@link ValueException} if its result cannot travel; a
     *     {@link RefusedException} if the context takes no calls from here; or the exception with which this program
     *     completed the call
     * @param <T> the type of the value that there would have been
     */
    record Threw<T>(Object source, Throwable failure) implements Outcome<T> {
        /**
         * Checks that nothing is missing.
         *
         * @param source not null
         * @param failure not null
         */
        public Threw {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * The context could not be reached, or it ended first.
     *
     * @param source see {@link Outcome#source}
     * @param end the end of the context, as far as it is known
     * @param failure a {@link ConnectFailedException} or a {@link ContextLostException}
     * @param <T> the type of the value that there would have been
     */
    record Lost<T>(Object source, End end, MitogenException failure) implements Outcome<T> {
        /**
         * Checks that nothing is missing.
         *
         * @param source not null
         * @param end not null
         * @param failure not null
         */
        public Lost {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(end, "end");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * This program cancelled the call.
     *
     * @param source see {@link Outcome#source}
     * @param failure what {@link Call#await} throws
     * @param <T> the type of the value that there would have been
     */
    record Cancelled<T>(Object source, CancellationException failure) implements Outcome<T> {
        /**
         * Checks that nothing is missing.
         *
         * @param source not null
         * @param failure not null
         */
        public Cancelled {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * There was no value in time.
     *
     * @param source see {@link Outcome#source}
     * @param failure a {@link DeadlineException}; or the {@code TimeoutException} of {@code CompletableFuture.orTimeout}
     * @param <T> the type of the value that there would have been
     */
    record TimedOut<T>(Object source, Exception failure) implements Outcome<T> {
        /**
         * Checks that nothing is missing.
         *
         * @param source not null
         * @param failure not null
         */
        public TimedOut {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(failure, "failure");
        }
    }
}
