package mitogen;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BinaryOperator;

/**
 * Calls that belong together, for example those of a {@link Group} that one task was submitted to. Iterating over them
 * keeps the order in which they were submitted. Immutable, and thread-safe.
 *
 * @param <T> the type of their results
 */
public final class Calls<T> implements Iterable<Call<T>> {
    private final List<Call<T>> calls;

    private Calls(Collection<? extends Call<T>> calls) {
        this.calls = List.copyOf(calls);
    }

    /**
     * {@return the given calls, in their order}
     *
     * @param calls the calls, none of them null; the collection is copied
     * @param <T> the type of their results
     */
    public static <T> Calls<T> of(Collection<? extends Call<T>> calls) {
        return new Calls<>(calls);
    }

    /**
     * {@return the given calls, each as soon as it is done: {@code for (Call<Long> done : Calls.asCompleted(calls))}}
     * The loop waits for the next one. A call that has failed comes like others. Each iteration starts anew with all of
     * them. An iterator is for one thread, and throws a {@link MitogenException} if that is interrupted while it waits.
     *
     * @param calls the calls, none of them null; the collection is copied
     * @param <T> the type of their results
     */
    public static <T> Iterable<Call<T>> asCompleted(Collection<? extends Call<T>> calls) {
        return new Calls<T>(calls).asCompleted();
    }

    /** {@return these calls, each as soon as it is done, see {@link #asCompleted(Collection)}} */
    public Iterable<Call<T>> asCompleted() {
        return () -> new Completed<>(calls);
    }

    /** {@return the calls in the order in which they were submitted, as a list that cannot be changed} */
    public List<Call<T>> list() {
        return calls;
    }

    @Override
    public Iterator<Call<T>> iterator() {
        return calls.iterator();
    }

    /**
     * Waits until all are done, and returns what came of each, as {@link Call#outcome} does for one call.
     *
     * @return the outcomes, in the order in which the calls were submitted
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the calls go on
     */
    public List<Outcome<T>> outcomes() {
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (Call<T> call : calls) {
            outcomes.add(call.outcome());
        }
        return outcomes;
    }

    /**
     * Waits until all are done, and returns their results, as {@link Call#await} does for one call.
     *
     * @return the results, in the order in which the calls were submitted; a result may be null
     * @throws MitogenException if some have failed: it names all of these, its cause is the first failure, and the others
     *     are suppressed in it; or if the waiting thread is interrupted: its flag is set then, and the calls go on
     */
    public List<T> await() {
        List<T> values = new ArrayList<>();
        List<Outcome<T>> failed = new ArrayList<>();
        for (Outcome<T> outcome : outcomes()) {
            if (outcome.succeeded()) {
                values.add(outcome.get());
            } else {
                failed.add(outcome);
            }
        }
        if (!failed.isEmpty()) {
            throw failure(failed);
        }
        return values;
    }

    /**
     * Waits until all are done, and combines their results, in the order in which the calls were submitted.
     *
     * @param identity the result if there are no calls
     * @param operator combines what there is so far with the next result; it runs on the waiting thread
     * @return what the operator returned last; the identity if there are no calls
     * @throws MitogenException as {@link #await} does
     */
    public T reduce(T identity, BinaryOperator<T> operator) {
        T all = identity;
        for (T value : await()) {
            all = operator.apply(all, value);
        }
        return all;
    }

    /** Cancels the calls that are not done. */
    public void cancel() {
        for (Call<T> call : calls) {
            call.cancel(true);
        }
    }

    private MitogenException failure(List<Outcome<T>> failed) {
        StringBuilder text = new StringBuilder();
        text.append(failed.size()).append(" of ").append(calls.size()).append(" calls failed:");
        for (Outcome<T> each : failed) {
            String told = each.failure().toString().replace("\n", "\n    ");
            text.append("\n  ").append(each.context()).append(": ").append(told);
        }
        MitogenException failure =
                new MitogenException(text.toString(), failed.get(0).failure());
        for (Outcome<T> each : failed.subList(1, failed.size())) {
            failure.addSuppressed(each.failure());
        }
        return failure;
    }

    /** An iteration over some calls as they are done. */
    private static final class Completed<T> implements Iterator<Call<T>> {
        private final BlockingQueue<Call<T>> done = new LinkedBlockingQueue<>();
        private int left;

        Completed(List<Call<T>> calls) {
            left = calls.size();
            for (Call<T> call : calls) {
                call.whenComplete((value, failure) -> done.add(call));
            }
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Call<T> next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            try {
                Call<T> next = done.take();
                left--;
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MitogenException("interrupted while waiting for the next of " + left + " calls", e);
            }
        }
    }
}
