package mitogen;

import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * What came of something that was waited for: of a call, of a value of a channel, or of a stage such as
 * {@link Context#onEnd}. There are five forms, to tell apart by {@code switch} or {@code instanceof}: {@link Succeeded},
 * {@link Threw}, {@link Lost}, {@link Cancelled} and {@link TimedOut}.
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
    /** {@return what this came of: the {@link Call}, the {@link Receiver} or the stage, be it through other selects} */
    Object source();

    /**
     * {@return the value, which may be null} Throws the failure if there is one; a checked one in a
     * {@code CompletionException}.
     */
    default T get() {
        throw Outcomes.unchecked(failure());
    }

    /** {@return the failure, as {@link Call#await} would throw it; null if there is none} */
    Throwable failure();

    /** {@return whether there is a value, be it null, and no failure} */
    default boolean succeeded() {
        return failure() == null;
    }

    /**
     * {@return whether the work of a call may have been begun} It is false only if the work certainly was not: the context could not
     * be reached. If it is true and the call has failed, the work may have been done, in part or as a whole.
     */
    default boolean mayHaveRun() {
        return !(failure() instanceof ConnectFailedException);
    }

    /** {@return the context where the call ran; null if this did not come of a call} */
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
     *     {@link RefusedException} if the context takes no calls from here; or what somebody here completed the call with
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
     * Somebody here cancelled it.
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
