package mitogen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Several contexts that do the same work. Each call has its own {@link Outcome}: if one fails, the others go on.
 * Works with every implementation of {@link Context}. Immutable, and thread-safe.
 *
 * <pre>{@code
 * Group fleet = Group.of(hosts).withLimit(20);
 * List<Long> sizes = fleet.call(() -> Files.size(log)); // throws if one of them fails
 * for (Outcome<Long> outcome : Call.outcomes(fleet.submit(() -> Files.size(log)))) {
 *     print(outcome.context() + ": " + (outcome.succeeded() ? outcome.get() : outcome.failure()));
 * }
 * }</pre>
 */
public final class Group implements Iterable<Context> {
    private final List<Context> contexts;
    private final Duration timeout; // or null

    private Group(List<Context> contexts, Duration timeout) {
        this.contexts = contexts;
        this.timeout = timeout;
    }

    /**
     * {@return a group of the given contexts, in their order}
     *
     * @param contexts the contexts, none of them null; the collection is copied
     */
    public static Group of(Collection<? extends Context> contexts) {
        return new Group(List.copyOf(contexts), null);
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
                contexts.stream().map(context -> context.withLimit(limit)).toList(), timeout);
    }

    /**
     * {@return these contexts, each with a deadline for its calls, see {@link Context#withTimeout}} The timeout also limits how
     * long {@link #up} and {@link #down} wait.
     *
     * @param timeout counted for each call, from its submit; if it is zero or less, all calls fail at once
     */
    public Group withTimeout(Duration timeout) {
        return new Group(
                contexts.stream().map(context -> context.withTimeout(timeout)).toList(), timeout);
    }

    /**
     * Waits until each context is up or has failed, and returns the contexts that are up. Missing contexts are no failure of
     * this method: {@link #down} tells why they are missing.
     *
     * @return the contexts that are up, in their order, with the limit and the timeout of this group; possibly none
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the connects go on
     */
    public Group up() {
        Map<Context, MitogenException> down = down();
        return new Group(
                contexts.stream().filter(context -> !down.containsKey(context)).toList(), timeout);
    }

    /**
     * Waits until each context is up or has failed, and returns the contexts that are not up. If this group has a timeout, a
     * context that is still being connected after that is not up. Its connect goes on.
     *
     * @return the contexts that are not up, in their order, each with the reason: a {@link ConnectFailedException}, a {@link
     *     ContextLostException} for a context that has ended since, or a {@link DeadlineException}. The map cannot be changed
     * @throws MitogenException if the waiting thread is interrupted: its flag is set then, and the connects go on
     */
    public Map<Context, MitogenException> down() {
        long start = System.nanoTime();
        long most = timeout == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.convert(timeout);
        Map<Context, MitogenException> down = new LinkedHashMap<>();
        for (Context context : contexts) {
            MitogenException failure = failure(context, most - (System.nanoTime() - start));
            if (failure != null) {
                down.put(context, failure);
            }
        }
        return Collections.unmodifiableMap(down);
    }

    /** Why the context is not up after so many nanoseconds; null if it is up. */
    private MitogenException failure(Context context, long nanos) {
        CompletableFuture<Context> up = context.onUp().toCompletableFuture();
        try {
            up.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            End end = context.onEnd().toCompletableFuture().getNow(null);
            return end == null ? null : new ContextLostException(end);
        } catch (TimeoutException e) {
            return new DeadlineException(context + " was not up within "
                    + timeout.toString().substring(2).toLowerCase(Locale.ROOT)); // PT0.4S
        } catch (ExecutionException e) {
            return e.getCause() instanceof MitogenException failure
                    ? failure
                    : new MitogenException(context + " is not up: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for " + context, e);
        }
    }

    /**
     * Sends the task to all contexts to be run there, and returns at once.
     *
     * @param task the work, not null; each context has a copy of what it captures
     * @param <T> the type of its result
     * @return the calls, in the order of the contexts
     * @throws ValueException if the task cannot be carried: then no context runs it
     */
    public <T> List<Call<T>> submit(Task<T> task) {
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
    public List<Call<Void>> submit(Task.Action action) {
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
    public <T> List<Call<T>> submitEach(Function<? super Context, ? extends Task<T>> tasks) {
        List<Task<T>> all = new ArrayList<>();
        for (Context context : contexts) {
            all.add(tasks.apply(context));
        }
        Iterator<Task<T>> each = all.iterator();
        return submitAll(context -> context.submit(each.next()));
    }

    /**
     * Runs the task in all contexts, and waits for their results: {@link Context#call(Task)} for many contexts. To get the
     * results of some if others fail, use {@link #submit(Task)} and {@link Call#outcomes}.
     *
     * @param task the work, not null; each context has a copy of what it captures
     * @param <T> the type of its result
     * @return the results, in the order of the contexts
     * @throws MitogenException if some calls have failed, when all are done: it names all of these, its cause is the first
     *     failure, and the others are suppressed in it
     * @throws ValueException if the task cannot be carried
     */
    public <T> List<T> call(Task<T> task) {
        return Call.awaitAll(submit(task));
    }

    /**
     * Runs work without a result in all contexts, and waits for all, as {@link #call(Task)} does.
     *
     * @param action the work, not null; each context has a copy of what it captures
     * @throws MitogenException as {@link #call(Task)} does
     */
    public void call(Task.Action action) {
        Call.awaitAll(submit(action));
    }

    /**
     * Sends a command to all contexts to be run there, and returns at once. Consumers of its output are called by several
     * threads at a time.
     *
     * @param command the command; its input is read once for each context
     * @return the calls, in the order of the contexts, see {@link Context#submit(Command)}
     * @throws IllegalArgumentException if the input of the command is a stream, and there are several contexts: only one of
     *     them could read it
     */
    public List<Call<CommandResult>> submit(Command command) {
        if (command.input() instanceof Command.Input.OfStream && contexts.size() > 1) {
            throw new IllegalArgumentException("the input of " + command + " is a stream, which only one of the "
                    + contexts.size() + " contexts could read; give the bytes, the text or a file");
        }
        return submitAll(context -> context.submit(command));
    }

    /**
     * Runs a command in all contexts and waits for all, as {@link #call(Task)} does. A status other than 0 is a result, and
     * no failure.
     *
     * @param command the command, as for {@link #submit(Command)}
     * @return the results, in the order of the contexts
     * @throws MitogenException as {@link #call(Task)} does. If the waiting thread is interrupted, the commands are killed
     * @throws IllegalArgumentException as {@link #submit(Command)} does
     */
    public List<CommandResult> run(Command command) {
        List<Call<CommandResult>> calls = submit(command);
        try {
            return Call.awaitAll(calls);
        } finally {
            calls.forEach(call -> call.cancel(true)); // commands that nobody waits for any more
        }
    }

    /**
     * Runs a program in all contexts, as {@link #run(Command)} does.
     *
     * @param words the program and its arguments; no shell is involved
     * @return the results, in the order of the contexts
     */
    public List<CommandResult> run(String... words) {
        return run(Command.of(words));
    }

    /**
     * Sends each context a command of its own, and returns at once: {@link #submitEach} for commands. To get the results as
     * they come, iterate over {@link Call#asCompleted}.
     *
     * @param commands returns the command for a context; called on this thread for all of them before anything is sent
     * @return the calls, in the order of the contexts, see {@link Context#submit(Command)}
     */
    public List<Call<CommandResult>> submitCommands(Function<? super Context, Command> commands) {
        Iterator<Command> each = contexts.stream().map(commands).toList().iterator();
        return submitAll(context -> context.submit(each.next()));
    }

    /**
     * Sends each context one command, as a pipe, and returns at once: what one command writes to its standard output is the
     * standard input of the next one. {@code Group.of(db1, db2).pipe(dump, restore)} is {@code dump | restore} at two
     * contexts. All commands run at the same time. The bytes go from one context to the next: they pass the nearest context
     * above both, or this program if the tree is unidirectional, and nothing collects them.
     *
     * <p>An input ends only when the command before has ended with status 0. If the command before ended otherwise or could
     * not be started, or its context is lost, the command is killed and fails with {@link
     * CommandException.Reason#INPUT_FAILED}; the cause is the failure of the command before. So no command takes a part of
     * its input for the whole.
     *
     * <p>A command may end before the command that writes to it: the writing command then gets SIGPIPE with its next output.
     * If it has not ended five seconds later, it and all processes below it are killed.
     *
     * @param commands as many as there are contexts, in their order; only the first may have an input, and only the last an
     *     output. They must be allowed to be under way at the same time, see {@link #withLimit}
     * @return the call of the last command. Its result has the result of the command before as its {@linkplain
     *     CommandResult#source source}, and so on. Cancelling the call kills all commands
     * @throws IllegalArgumentException if the commands do not fit
     */
    public Call<CommandResult> pipe(Command... commands) {
        Command last = piped(commands);
        return contexts.get(contexts.size() - 1).submit(last);
    }

    /**
     * Starts a pipe, as {@link #pipe} does; {@link ProcessBuilder#startPipeline} for contexts.
     *
     * @param commands as for {@link #pipe}
     * @return the process of the last command. It ends when the commands before have ended, too
     * @throws IllegalArgumentException if the commands do not fit
     * @throws MitogenException as {@link Context#start(Command)} does
     */
    public RemoteProcess startPipe(Command... commands) {
        Command last = piped(commands);
        return contexts.get(contexts.size() - 1).start(last);
    }

    /** The last command, which has the one before as its input, and so on. */
    private Command piped(Command... commands) {
        if (commands.length != contexts.size() || commands.length == 0) {
            throw new IllegalArgumentException("a pipe needs one command for each context; there are " + commands.length
                    + " commands for " + contexts.size() + " contexts");
        }
        Command last = commands[0];
        for (int i = 1; i < commands.length; i++) {
            if (last.output().isPresent() || !(commands[i].input() instanceof Command.Input.None)) {
                throw new IllegalArgumentException("the output of " + last + " is the input of " + commands[i]
                        + "; neither may be set otherwise (withOutput, withInput)");
            }
            last = ((CommandForm) commands[i]).withInput(new Command.Input.OfCommand(contexts.get(i - 1), last));
        }
        return last;
    }

    private <T> List<Call<T>> submitAll(Function<Context, Call<T>> submit) {
        List<Call<T>> calls = new ArrayList<>();
        try {
            for (Context context : contexts) {
                calls.add(submit.apply(context));
            }
        } catch (RuntimeException e) { // not sent to all: then to nobody
            calls.forEach(call -> call.cancel(true));
            throw e;
        }
        return List.copyOf(calls);
    }

    @Override
    public String toString() {
        return contexts.toString();
    }
}
