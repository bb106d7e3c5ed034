package mitogen.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.Sender;

/** A command that runs, as a call. It is done when the command has ended and all that it printed has been delivered. */
final class CommandCall extends CompletableFuture<CommandResult> implements Call<CommandResult> {
    final Streams streams;
    private final Results results;
    private final Call<Ended> call;

    private CommandCall(Results results, Call<Ended> call, Streams streams) {
        this.results = results;
        this.call = call;
        this.streams = streams;
    }

    /**
     * Has the command run.
     *
     * @param here where the caller runs
     * @param fed takes its standard output, if the plan says that it feeds another command; else null
     */
    static CommandCall submit(Context context, Origin here, Command command, Plan plan, Sender<byte[]> fed) {
        Streams streams = new Streams(command, plan, here, fed);
        try {
            Results results = new Results(command, context.name());
            return new CommandCall(results, context.submit(streams.task(plan)), streams).begin(plan.outlived());
        } catch (RuntimeException | Error e) {
            streams.close();
            throw e;
        }
    }

    /**
     * Has the command run at the end of a path.
     *
     * @param from the context before the last hop
     * @param here where the caller runs
     * @param name of the place behind the last hop
     */
    static CommandCall submit(
            Context from, Origin here, ConnectionMethod method, String name, Command command, Plan plan) {
        Streams streams = new Streams(command, plan, here, null);
        try {
            Results results = new Results(command, name);
            return new CommandCall(results, from.submit(streams.task(method, name, plan)), streams).begin(false);
        } catch (RuntimeException | Error e) {
            streams.close();
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the call of the command before, which has an owner
    private CommandCall begin(boolean readByOthers) {
        CompletableFuture<Void> copied = streams.copyOutputs();
        streams.sendInput();
        failWith(copied);
        completeWith(call.handle((ended, failure) -> delivered(copied, ended, failure))
                .thenCompose(Function.identity())
                .thenCombine(call, (nothing, ended) -> ended)
                .thenCompose(this::result));
        var unused = whenComplete((result, failure) -> {
            call.cancel(true); // nothing, if it is done
            var unusedEnd = streams.source().thenAccept(source -> {
                if (source != null) {
                    source.cancel(true);
                }
            });
            if (!readByOthers) {
                streams.close();
            }
        });
        return this;
    }

    /** An output that nobody takes any more ends the command at once. */
    private void failWith(CompletableFuture<Void> copied) {
        var unused = copied.exceptionally(failure -> {
            completeExceptionally(results.failed(Reason.OUTPUT_FAILED, unwrapped(failure)));
            return null;
        });
    }

    /**
     * What the end of the call has to wait for: what was printed comes first. But whoever takes the output slowly does not hold
     * up the news that a deadline has passed, and that of another failure for a grace only.
     */
    private static CompletionStage<Void> delivered(CompletableFuture<Void> copied, Ended ended, Throwable failure) {
        if (failure == null && ended.reason() == null) {
            return copied;
        }
        return failure != null && unwrapped(failure) instanceof DeadlineException
                ? CompletableFuture.completedFuture(null)
                : copied.copy().completeOnTimeout(null, Subprocess.SILENCE_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Waits for the command that this one has read from, too. */
    @SuppressWarnings("FutureReturnValueIgnored") // as in begin
    private CompletionStage<CommandResult> result(Ended ended) {
        return streams.source().thenCompose(source -> {
            if (source == null) {
                return CompletableFuture.completedFuture(results.of(ended, null, streams.inputFailure()));
            }
            if (!source.isDone()) {
                CompletableFuture.delayedExecutor(Subprocess.SILENCE_NANOS, TimeUnit.NANOSECONDS)
                        .execute(source::endTree);
            }
            return source.thenApply(CommandResult::orThrow)
                    .handle((result, failure) -> failure == null
                            ? results.of(ended, result, null)
                            : results.of(ended, resultOf(unwrapped(failure)), unwrapped(failure)));
        });
    }

    private static CommandResult resultOf(Throwable failure) {
        return failure instanceof CommandException failed ? failed.result().orElse(null) : null;
    }

    /** Ends a command that nobody reads from any more. */
    private void endTree() {
        if (!isDone()) {
            var unused = streams.running().thenAccept(started -> {
                if (started != null) {
                    call.context().execute(new EndTree(started.pid()));
                }
            });
        }
    }

    private void completeWith(CompletionStage<CommandResult> end) {
        var unused = end.whenComplete((result, failure) -> {
            if (failure == null) {
                complete(result);
            } else {
                completeExceptionally(unwrapped(failure));
            }
        });
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public Context context() {
        return call.context();
    }

    @Override
    public CommandResult await() {
        try {
            return get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while waiting for a command in " + call.context(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new MitogenException(e.getMessage(), e);
        }
    }

    @Override
    public Call<CommandResult> orTimeout(Duration timeout) {
        var unused = call.orTimeout(timeout);
        return this;
    }
}
