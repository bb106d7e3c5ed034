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
 * Calls that belong together, for example those of a {@link Group} that one task was submitted to. They are iterated over
 * in the order in which they were submitted. Immutable, and thread-safe.
 *
 * @param <T> the type of their results
 */
public final class Calls<T> implements Iterable<Call<T>> {
    private final List<Call<T>> calls;

    private Calls(Collection<? extends Call<T>> calls) {
        this.calls = List.copyOf(calls);
    }

    /** The given calls. */
    public static <T> Calls<T> of(Collection<? extends Call<T>> calls) {
        return new Calls<>(calls);
    }

    /**
     * The given calls, each as soon as it is done: {@code for (Call<Long> done : Calls.asCompleted(calls))}. The loop waits
     * for the next one; a call that has failed comes like others. Each iteration starts anew with all of them. Its iterator
     * is for one thread, and throws a {@link MitogenException} if that is interrupted while it waits.
     */
    public static <T> Iterable<Call<T>> asCompleted(Collection<? extends Call<T>> calls) {
        return new Calls<T>(calls).asCompleted();
    }

    /** {@link #asCompleted(Collection)} of these. */
    public Iterable<Call<T>> asCompleted() {
        return () -> new Completed<>(calls);
    }

    /** The calls in the order in which they were submitted. */
    public List<Call<T>> list() {
        return calls;
    }

    @Override
    public Iterator<Call<T>> iterator() {
        return calls.iterator();
    }

    /**
     * Waits for all of them.
     *
     * @return what came of each, in the order in which they were submitted
     * @throws MitogenException if this thread is interrupted while it waits; the calls go on
     */
    public List<Outcome<T>> await() {
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (Call<T> call : calls) {
            outcomes.add(Outcome.of(call));
        }
        return outcomes;
    }

    /**
     * Waits for all of them.
     *
     * @return the results, in the order in which the calls were submitted
     * @throws MitogenException if some have failed: it names all of these, its cause is the first failure, and the others
     *     are suppressed in it
     */
    public List<T> values() {
        List<T> values = new ArrayList<>();
        List<Outcome<T>> failed = new ArrayList<>();
        for (Outcome<T> outcome : await()) {
            if (outcome.succeeded()) {
                values.add(outcome.value());
            } else {
                failed.add(outcome);
            }
        }
        if (!failed.isEmpty()) {
            throw failure(failed);
        }
        return values;
    }

    /** Waits for all of them, and puts their results together: {@link #values}, reduced in that order. */
    public T reduce(T identity, BinaryOperator<T> operator) {
        T all = identity;
        for (T value : values()) {
            all = operator.apply(all, value);
        }
        return all;
    }

    /** Cancels those that are not done. */
    public void cancel() {
        for (Call<T> call : calls) {
            call.cancel(true);
        }
    }

    private MitogenException failure(List<Outcome<T>> failed) {
        StringBuilder text = new StringBuilder();
        text.append(failed.size()).append(" of ").append(calls.size()).append(" calls failed:");
        for (Outcome<T> each : failed) {
            text.append("\n  ").append(each.context()).append(": ").append(each.failure());
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
