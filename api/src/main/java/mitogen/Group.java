package mitogen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Several contexts that do the same work. Each call has its own {@link Outcome}: that one fails says nothing about the others.
 * Works with every implementation of {@link Context}. Immutable, and thread-safe.
 *
 * <pre>{@code
 * Group fleet = Group.of(hosts).withLimit(20);
 * List<Long> sizes = fleet.call(() -> Files.size(log)); // throws if one of them fails
 * for (Outcome<Long> outcome : fleet.submit(() -> Files.size(log)).outcomes()) {
 *     print(outcome.context() + ": " + (outcome.succeeded() ? outcome.get() : outcome.failure()));
 * }
 * }</pre>
 */
public final class Group implements Iterable<Context> {
    private final List<Context> contexts;

    private Group(List<Context> contexts) {
        this.contexts = contexts;
    }

    /**
     * {@return a group of the given contexts, in their order}
     *
     * @param contexts the contexts, none of them null; the collection is copied
     */
    public static Group of(Collection<? extends Context> contexts) {
        return new Group(List.copyOf(contexts));
    }

    /**
     * {@return a group of the given contexts, in their order}
     *
     * @param contexts the contexts, none of them null
     */
    public static Group of(Context... contexts) {
        return of(Arrays.asList(contexts));
    }

    /** {@return the contexts, in the order in which they were given, as a list that cannot be changed} */
    public List<Context> contexts() {
        return contexts;
    }

    @Override
    public Iterator<Context> iterator() {
        return contexts.iterator();
    }

    /**
     * {@return these contexts with one limit to the calls that are under way at a time in all of them together, see
     * {@link Context#withLimit(Call.Limit)}} It replaces limits that the contexts had.
     *
     * @param calls how many calls, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Group withLimit(int calls) {
        Call.Limit limit = Call.Limit.of(calls);
        return new Group(
                contexts.stream().map(context -> context.withLimit(limit)).toList());
    }

    /**
     * {@return these contexts, each with a deadline for its calls, see {@link Context#withTimeout}}
     *
     * @param timeout counted for each call, from its submit; if it is zero or less, all calls fail at once
     */
    public Group withTimeout(Duration timeout) {
        return new Group(
                contexts.stream().map(context -> context.withTimeout(timeout)).toList());
    }

    /**
     * Sends the task to all contexts to be run there, and returns at once.
     *
     * @param task the work, not null; each context has a copy of what it captures
     * @param <T> the type of its result
     * @return the calls, in the order of the contexts
     * @throws ValueException if the task cannot be carried: then no context runs it
     */
    public <T> Calls<T> submit(Task<T> task) {
        Objects.requireNonNull(task, "a call needs a task, and got null");
        return submitEach(context -> task);
    }

    /**
     * Sends work without a result, as {@link #submit(Task)} does.
     *
     * @param action the work, not null; each context has a copy of what it captures
     * @return the calls, in the order of the contexts; the result of each is null
     * @throws ValueException if the work cannot be carried: then no context runs it
     */
    public Calls<Void> submit(Action action) {
        Objects.requireNonNull(action, "a call needs a task, and got null");
        return submitAll(context -> context.submit(action));
    }

    /**
     * Sends each context a task of its own, and returns at once.
     *
     * @param tasks returns the task for a context; called on this thread for all of them before anything is sent
     * @param <T> the type of the results
     * @return the calls, in the order of the contexts
     * @throws ValueException if a task cannot be carried: then no context runs any
     */
    public <T> Calls<T> submitEach(Function<? super Context, ? extends Task<T>> tasks) {
        List<Task<T>> all = new ArrayList<>();
        for (Context context : contexts) {
            all.add(tasks.apply(context));
        }
        Iterator<Task<T>> each = all.iterator();
        return submitAll(context -> context.submit(each.next()));
    }

    /**
     * Runs the task in all contexts, and waits for their results: {@link Context#call(Task)} for many. To have the results
     * of some where others fail, use {@link #submit(Task)} and {@link Calls#outcomes}.
     *
     * @param task the work, not null; each context has a copy of what it captures
     * @param <T> the type of its result
     * @return the results, in the order of the contexts
     * @throws MitogenException if some calls have failed, when all are done: it names all of these, its cause is the first
     *     failure, and the others are suppressed in it
     * @throws ValueException if the task cannot be carried
     */
    public <T> List<T> call(Task<T> task) {
        return submit(task).await();
    }

    /**
     * Runs work without a result in all contexts, and waits for all, as {@link #call(Task)} does.
     *
     * @param action the work, not null; each context has a copy of what it captures
     * @throws MitogenException as {@link #call(Task)} does
     */
    public void call(Action action) {
        submit(action).await();
    }

    private <T> Calls<T> submitAll(Function<Context, Call<T>> submit) {
        List<Call<T>> calls = new ArrayList<>();
        try {
            for (Context context : contexts) {
                calls.add(submit.apply(context));
            }
        } catch (RuntimeException e) { // not sent to all: then to nobody
            calls.forEach(call -> call.cancel(true));
            throw e;
        }
        return Calls.of(calls);
    }

    @Override
    public String toString() {
        return contexts.toString();
    }
}
