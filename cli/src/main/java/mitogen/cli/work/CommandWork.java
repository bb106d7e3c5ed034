package mitogen.cli.work;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.output.Output;
import mitogen.cli.status.Failures;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.system.SharedInput;
import mitogen.cli.targets.Target;
import mitogen.controller.OutputListener.Stream;

/**
 * Runs a command at a target, as the target's own output: in a context there, or by the shell behind the last hop, where no Java
 * is needed.
 */
public final class CommandWork implements Work {
    static final int NOT_FOUND = 127;
    static final int NOT_EXECUTABLE = 126;

    /** As timeout(1) has it. */
    static final int TIMED_OUT = 124;

    static final String LEFT_OPEN =
            "mitogen: a program in the background has the output still open and was silent for 5 s;"
                    + " what it prints from now on is not shown.\n"
                    + "Start it with its output redirected: >/dev/null 2>&1 &";

    static final String LATE = "mitogen: it ran longer than --command-timeout allows, and its processes were ended";

    private final Command command;
    private final SharedInput input;

    /**
     * For all targets.
     *
     * @param input what each reads, or null
     */
    public CommandWork(Command command, SharedInput input) {
        this.command = command;
        this.input = input;
    }

    /** Whether the input is a stream, or long: only a context can pass it on. */
    boolean streams() {
        return input != null && (input.whole() == null || input.whole().length > Command.SHORT);
    }

    /** Runs it in the shell behind the last hop, from the context before that. */
    CompletionStage<Integer> startBehind(Target target, Context from, ConnectionMethod last, Execution execution) {
        Output output = execution.output();
        Command printing = command.withOutput(output.of(target.name(), Stream.OUT))
                .withErrors(output.of(target.name(), Stream.ERR));
        return execution
                .begun(from.submit(last, input == null ? printing : printing.withInput(input.whole())))
                .handle((result, failure) -> status(result, failure, target, execution));
    }

    /** Runs it in a context that others use, too, at the same time and later. */
    CompletionStage<Integer> startKept(Target target, Context context, Execution execution) {
        Output output = execution.output();
        Command printing = command.withOutput(output.of(target.name(), Stream.OUT))
                .withErrors(output.of(target.name(), Stream.ERR));
        return start(printing, target, context, execution);
    }

    @Override
    public CompletionStage<Integer> start(Target target, Context context, Execution execution) {
        Command printing = command.withOutput(Command.Output.ofContext()).withErrors(Command.Output.ofContext());
        return start(printing, target, context, execution);
    }

    private CompletionStage<Integer> start(Command printing, Target target, Context context, Execution execution) {
        if (input == null) {
            return execution
                    .begun(context.submit(printing))
                    .handle((result, failure) -> status(result, failure, target, execution));
        }
        InputStream own = input.next(target.name(), execution.output()::failure);
        return execution.begun(context.submit(printing.withInput(own))).handle((result, failure) -> {
            try {
                own.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return status(result, failure, target, execution);
        });
    }

    private static ProgramFailure failure(CommandException e, int status, String phrase) {
        return new ProgramFailure(
                "mitogen: " + e.getMessage(), status, e.reason().name(), phrase);
    }

    /** The exit status of a command that has ended, or a failure that tells why there is none. */
    static int status(CommandResult result, Throwable failure, Target target, Execution execution) {
        Throwable thrown = Failures.unwrap(failure);
        if (thrown instanceof CommandException e) {
            throw switch (e.reason()) {
                case NOT_FOUND -> failure(e, NOT_FOUND, "had no such program");
                case TIMED_OUT -> new ProgramFailure(LATE, TIMED_OUT, e.reason().name(), "took too long");
                case NO_DIRECTORY -> failure(e, NOT_EXECUTABLE, "had no such directory");
                case NO_TERMINAL -> failure(e, NOT_EXECUTABLE, "had nothing that makes a terminal");
                default -> failure(e, NOT_EXECUTABLE, "could not execute it");
            };
        }
        if (thrown != null) {
            throw new CompletionException(thrown);
        }
        if (result.leftOpen()) {
            execution.drain();
            execution.output().complain(target.name(), LEFT_OPEN);
        }
        return result.status();
    }
}
