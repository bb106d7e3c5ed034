package mitogen;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Waits for several calls. */
final class Calls {
    private Calls() {}

    static <T> List<Outcome<T>> outcomes(List<Call<T>> calls) {
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (Call<T> call : calls) {
            outcomes.add(call.outcome());
        }
        return outcomes;
    }

    static <T> List<T> await(List<Call<T>> calls) {
        List<T> values = new ArrayList<>();
        List<Outcome<T>> failed = new ArrayList<>();
        for (Outcome<T> outcome : outcomes(calls)) {
            if (outcome.succeeded()) {
                values.add(outcome.get());
            } else {
                failed.add(outcome);
            }
        }
        if (!failed.isEmpty()) {
            throw failure(failed, calls.size());
        }
        return values;
    }

    private static <T> MitogenException failure(List<Outcome<T>> failed, int all) {
        StringBuilder text = new StringBuilder();
        text.append(failed.size()).append(" of ").append(all).append(" calls failed:");
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
    static final class Completed<T> implements Iterator<Call<T>> {
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
