package mitogen;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import mitogen.internal.Around;

/**
 * Contexts that share the work on many items. A free context gets the next item. Items are read one by one, when a context
 * is free for them, so there may be more of them than fit into memory.
 *
 * <pre>{@code
 * try (Pool pool = Pool.of(fleet)) {
 *     List<Long> sizes = pool.map(files, file -> Files.size(file));
 * }
 * }</pre>
 *
 * <p>A pool either works with the contexts of a group, or makes contexts as it needs them. A context that ends leaves the
 * pool. Methods that begin with {@code with} return a view of the same pool. Closing a view closes the pool. Thread-safe:
 * several threads may give work to one pool. Each of these threads reads and sends its own items. The pool has no thread for
 * that.
 */
public final class Pool implements AutoCloseable {
    /** How many failures are in the exception of {@link #map}. */
    private static final int TOLD = 10;

    private final PoolMembers members;
    private final int parallelism;
    private final int attempts;
    private final Predicate<? super Outcome<?>> again;
    private final int window;

    /**
     * Work on an item: a lambda, a method reference or a record. It travels as a {@link Task} does, once with each item.
     *
     * @param <T> the type of the items
     * @param <R> the type of the results
     */
    @FunctionalInterface
    public interface Work<T, R> extends Serializable {
        /**
         * Does the work, in a context of the pool.
         *
         * @param item a copy of the item
         * @return a value that can be carried back, or null
         * @throws Exception whatever the work throws; the caller sees it as a {@link CallException}
         */
        R run(T item) throws Exception;
    }

    /**
     * An item that is done, with or without success.
     *
     * @param item the item
     * @param attempts the outcome of each attempt, in their order; at least one. All but the last one have failed
     * @param runs how often the work on the item may have begun: 0 if certainly no context has begun it. If it is more than
     *     1, the work may have been done more than once, even if the last attempt succeeded
     * @param <T> the type of the item
     * @param <R> the type of the result
     */
    public record Done<T, R>(T item, List<Outcome<R>> attempts, int runs) {
        /**
         * Copies the list.
         *
         * @param item the item, or null
         * @param attempts not empty
         * @param runs 0 or more
         * @throws IllegalArgumentException if there was no attempt
         */
        public Done {
            attempts = List.copyOf(attempts);
            if (attempts.isEmpty()) {
                throw new IllegalArgumentException("an item that is done needs an attempt");
            }
        }

        /** {@return the outcome of the last attempt} */
        public Outcome<R> outcome() {
            return attempts.get(attempts.size() - 1);
        }
    }

    /** An item on its way, with the work. */
    record ItemTask<T, R>(Work<T, R> work, T item) implements Task<R>, Around {
        @Override
        public R run() throws Exception {
            return work.run(item);
        }
    }

    private Pool(PoolMembers members, int parallelism, int attempts, Predicate<? super Outcome<?>> again, int window) {
        this.members = members;
        this.parallelism = parallelism;
        this.attempts = attempts;
        this.again = again;
        this.window = window;
    }

    private Pool(PoolMembers members) {
        this(members, 1, 1, failed -> true, 0);
    }

    /**
     * {@return a pool of the contexts of a group, with their timeouts and limits} A context gets items once it is up. A
     * context that fails to connect, or ends, leaves the pool. Closing the pool closes none of them.
     *
     * @param group the contexts, at least one
     * @throws IllegalArgumentException if the group is empty
     */
    public static Pool of(Group group) {
        if (group.contexts().isEmpty()) {
            throw new IllegalArgumentException("a pool needs a context, and the group has none");
        }
        return new Pool(new PoolMembers(group.contexts(), null, 0, 0, Duration.ZERO));
    }

    /**
     * {@return a pool that makes contexts, with any connection method, while items wait and all contexts are busy} A context
     * that ends is replaced when it is needed. The pool closes the contexts that it has made.
     *
     * @param min how many contexts are kept although they are idle, 0 or more
     * @param max the most contexts at a time, at least 1 and at least {@code min}
     * @param idle how long a context above {@code min} may be idle before it is closed
     * @param make makes a context, and should not wait for it: {@code () -> mitogen.connect("podman:worker")}. Called by the
     *     threads that wait for results
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Pool of(int min, int max, Duration idle, Supplier<? extends Context> make) {
        if (min < 0 || max < 1 || max < min || idle.isNegative()) {
            throw new IllegalArgumentException("a pool of " + min + " to " + max + " contexts, idle for " + idle
                    + "; it needs 0 <= min <= max, a max of 1 or more, and a time that is not negative");
        }
        Objects.requireNonNull(make, "a pool needs a supplier of contexts, and got null");
        return new Pool(new PoolMembers(List.of(), make, min, max, idle));
    }

    /**
     * {@return a view whose contexts work on several items at a time} By default, each context works on one item.
     *
     * @param items how many items, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Pool withParallelism(int items) {
        check("items of a context at a time", items, 1);
        return new Pool(members, items, attempts, again, window);
    }

    /**
     * {@return a view that makes several attempts for an item, whatever ended the attempt before: an exception of the work,
     * a lost context, or a deadline} By default, each item gets one attempt.
     *
     * <p>An attempt does not count, and is always repeated, if its work certainly has not begun because the context could
     * not be reached or had ended before. So an item that ends its context ends at most {@code most} contexts.
     *
     * @param most the most attempts for an item, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Pool withAttempts(int most) {
        return withAttempts(most, failed -> true);
    }

    /**
     * {@return a view as with {@link #withAttempts(int)}, where a rule says which failures are worth another attempt}
     *
     * @param most the most attempts for an item, at least 1
     * @param worth whether the item is tried again after this outcome, a failure; called by the threads that wait for
     *     results
     * @throws IllegalArgumentException if {@code most} is less
     */
    public Pool withAttempts(int most, Predicate<? super Outcome<?>> worth) {
        check("attempts", most, 1);
        return new Pool(
                members, parallelism, most, Objects.requireNonNull(worth, "the rule for attempts is null"), window);
    }

    /**
     * {@return a view with a limit to the items that are read before their results are taken} By default the limit is 256,
     * or twice what the contexts work on at a time if that is more.
     *
     * @param items how many items, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Pool withWindow(int items) {
        check("items of the window", items, 1);
        return new Pool(members, parallelism, attempts, again, items);
    }

    private static void check(String what, int number, int least) {
        if (number < least) {
            throw new IllegalArgumentException(what + ": " + number + "; it has to be " + least + " or more");
        }
    }

    /**
     * Does the work on all items, and waits for the results.
     *
     * @param items read by this thread
     * @param work the work on an item
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @return the results, in the order of the items
     * @throws MitogenException if the work on some items has failed, when all are done: the message has the first of these
     *     failures; or if no context is left; or if the waiting thread is interrupted: its flag is set then, and the calls
     *     are cancelled
     * @throws ValueException if the work or an item cannot be carried: the calls under way are cancelled
     * @throws IllegalStateException if the pool is closed
     */
    public <T, R> List<R> map(Iterable<? extends T> items, Work<T, R> work) {
        List<R> values = new ArrayList<>();
        List<Done<T, R>> failed = new ArrayList<>(); // the first ones
        int failures = 0;
        try (PoolRun<T, R> run = run(items, work, true)) {
            while (run.hasNext()) {
                Done<T, R> done = run.next();
                if (done.outcome().succeeded()) {
                    values.add(done.outcome().get());
                } else if (failures++ < TOLD) {
                    failed.add(done);
                }
            }
        }
        if (failures > 0) {
            throw failure(failed, failures, values.size() + failures);
        }
        return values;
    }

    private static <T, R> MitogenException failure(List<Done<T, R>> failed, int failures, int all) {
        StringBuilder text = new StringBuilder();
        text.append(failures).append(" of ").append(all).append(" items failed:");
        for (Done<T, R> each : failed) {
            String told = each.outcome().failure().toString().replace("\n", "\n    ");
            text.append("\n  ").append(each.item()).append(": ").append(told);
            if (each.attempts().size() > 1) {
                text.append("\n    That was attempt ")
                        .append(each.attempts().size())
                        .append('.');
            }
        }
        if (failures > failed.size()) {
            text.append("\n  and ").append(failures - failed.size()).append(" more");
        }
        MitogenException failure =
                new MitogenException(text.toString(), failed.get(0).outcome().failure());
        for (Done<T, R> each : failed.subList(1, failed.size())) {
            failure.addSuppressed(each.outcome().failure());
        }
        return failure;
    }

    /**
     * {@return the items as they are done, in the order of the items} The stream is lazy: the thread that takes from it
     * reads the items, sends them, and waits. Closing the stream cancels the calls under way. If the stream is dropped
     * without a close, these calls go on, and their results are lost.
     *
     * <p>Taking from the stream throws what {@link #map} throws, except for items that have failed: these come as {@link
     * Done}, too.
     *
     * @param items read by the thread that takes from the stream
     * @param work the work on an item
     * @param <T> the type of the items
     * @param <R> the type of the results
     */
    public <T, R> Stream<Done<T, R>> inOrder(Iterable<? extends T> items, Work<T, R> work) {
        return stream(run(items, work, true));
    }

    /**
     * {@return the items as they are done, whichever is done first} Otherwise the stream is like that of {@link #inOrder}.
     *
     * @param items read by the thread that takes from the stream
     * @param work the work on an item
     * @param <T> the type of the items
     * @param <R> the type of the results
     */
    public <T, R> Stream<Done<T, R>> asCompleted(Iterable<? extends T> items, Work<T, R> work) {
        return stream(run(items, work, false));
    }

    private static <T, R> Stream<Done<T, R>> stream(PoolRun<T, R> run) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(run, traits), false)
                .onClose(run::close);
    }

    private <T, R> PoolRun<T, R> run(Iterable<? extends T> items, Work<T, R> work, boolean inOrder) {
        Objects.requireNonNull(work, "a pool needs work, and got null");
        return new PoolRun<>(this, items.iterator(), work, inOrder);
    }

    PoolMembers members() {
        return members;
    }

    int parallelism() {
        return parallelism;
    }

    /** Whether a failed item may get another attempt. */
    boolean isWorthAnother(Done<?, ?> failed) {
        Outcome<?> last = failed.outcome();
        return !(last instanceof Outcome.Cancelled)
                && (!last.mayHaveRun() || failed.runs() < attempts && again.test(last));
    }

    /** The most items that are read, and whose results were not taken. */
    int window(int contexts) {
        return window > 0 ? window : (int) Math.max(256, Math.min(Integer.MAX_VALUE, 2L * parallelism * contexts));
    }

    /**
     * Cancels the calls under way, closes the contexts that the pool has made, and waits for that. Taking further results
     * throws. Does nothing the second time.
     */
    @Override
    public void close() {
        members.close();
    }
}
