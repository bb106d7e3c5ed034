package mitogen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import mitogen.internal.Limit;
import mitogen.internal.Limited;

/**
 * Several contexts that do the same work. Each has its own outcome: that one fails says nothing about the others.
 * Immutable, and thread-safe.
 *
 * <pre>{@code
 * for (Outcome<String> outcome : Group.of(hosts).withLimit(20).call(() -> Files.readString(Path.of("/etc/hostname")))) {
 *     System.out.println(outcome.context() + ": " + (outcome.succeeded() ? outcome.value() : outcome.failure()));
 * }
 * }</pre>
 */
public final class Group implements Iterable<Context> {
    private final List<Context> contexts;

    private Group(List<Context> contexts) {
        this.contexts = contexts;
    }

    /** The given contexts, in that order. */
    public static Group of(Collection<? extends Context> contexts) {
        return new Group(List.copyOf(contexts));
    }

    /** The given contexts, in that order. */
    public static Group of(Context... contexts) {
        return of(Arrays.asList(contexts));
    }

    /** The contexts, in the order in which they were given. */
    public List<Context> contexts() {
        return contexts;
    }

    @Override
    public Iterator<Context> iterator() {
        return contexts.iterator();
    }

    /**
     * These contexts with a limit to the calls that are under way at a time, in all of them together, as
     * {@link Context#withLimit} is one for a single context. It takes the place of limits that the contexts had.
     * A context that is not one of Mitogen's own, but a test double for one, is left without a limit.
     *
     * @param calls at least 1
     */
    public Group withLimit(int calls) {
        Limit limit = new Limit(calls);
        return new Group(contexts.stream()
                .map(context -> context instanceof Limited limited ? (Context) limited.withLimit(limit) : context)
                .toList());
    }

    /** These contexts, each {@linkplain Context#withTimeout with a deadline} for its calls. */
    public Group withTimeout(Duration timeout) {
        return new Group(
                contexts.stream().map(context -> context.withTimeout(timeout)).toList());
    }

    /**
     * Sends the task to all contexts to be run there, and returns at once.
     *
     * @return the calls, in the order of the contexts
     * @throws ValueException if the task cannot be carried
     */
    public <T> Calls<T> submit(Task<T> task) {
        Objects.requireNonNull(task, "a call needs a task, and got null");
        return submitEach(context -> task);
    }

    /** {@link #submit(Task)} for work without a result. */
    public Calls<Void> submit(Action action) {
        Objects.requireNonNull(action, "a call needs a task, and got null");
        return submitAll(context -> context.submit(action));
    }

    /**
     * Sends each context a task of its own, and returns at once.
     *
     * @param tasks gives the task for a context; called for all of them, here, before anything is sent
     */
    public <T> Calls<T> submitEach(Function<? super Context, ? extends Task<T>> tasks) {
        List<Task<T>> all = new ArrayList<>();
        for (Context context : contexts) {
            all.add(tasks.apply(context));
        }
        Iterator<Task<T>> each = all.iterator();
        return submitAll(context -> context.submit(each.next()));
    }

    /** {@link #submit(Task)}, and waits for all. */
    public <T> List<Outcome<T>> call(Task<T> task) {
        return submit(task).await();
    }

    /** {@link #submit(Action)}, and waits for all. */
    public List<Outcome<Void>> call(Action action) {
        return submit(action).await();
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
