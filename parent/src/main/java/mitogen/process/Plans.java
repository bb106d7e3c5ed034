package mitogen.process;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import mitogen.Command;

/** Makes a {@link Plan} of a {@link Command}. */
final class Plans {
    /** What becomes of the command. */
    private enum Kind {
        RUN,
        FEED,
        START,
        DETACH
    }

    private Plans() {}

    /** For a command whose end is waited for. */
    static Plan toRun(Command command) {
        return of(command, input(command.input()), Plan.Output.COLLECTED, Plan.Output.COLLECTED, Kind.RUN);
    }

    /** For a command whose output is the input of another one. */
    static Plan toFeed(Command command) {
        return of(command, input(command.input()), Plan.Output.CHANNEL, Plan.Output.COLLECTED, Kind.FEED);
    }

    /**
     * For a command that a shell runs at the end of a path; null for what takes a context. Its input is here as a whole, so that
     * it is told from the link's end. Bytes up to {@link Command#SHORT} are, and so is a file.
     */
    static Plan toRunBehind(Command command) {
        Command whole = withShortInput(command);
        return whole.needsContext() || whole.input() instanceof Command.Input.OfFile ? null : toRun(whole);
    }

    private static Command withShortInput(Command command) {
        if (!(command.input() instanceof Command.Input.OfFile from)) {
            return command;
        }
        try {
            return Files.isRegularFile(from.file()) && Files.size(from.file()) <= Command.SHORT
                    ? command.withInput(Files.readAllBytes(from.file()))
                    : command;
        } catch (IOException e) {
            return command; // it is told in the same way as for a command in a context
        }
    }

    /** For a command that becomes a process here. */
    static Plan toStart(Command command) {
        boolean piped = command.input() instanceof Command.Input.None;
        Plan.Input input = piped ? Plan.Input.CHANNEL : input(command.input());
        return of(command, input, Plan.Output.CHANNEL, Plan.Output.CHANNEL, Kind.START);
    }

    /** For a command that is left alone. */
    static Plan toDetach(Command command) {
        boolean plain = command.input() instanceof Command.Input.None
                && command.output().isEmpty()
                && command.errors().isEmpty()
                && command.timeout().isEmpty()
                && command.columns() == 0
                && command.script().isEmpty();
        if (!plain) {
            throw new IllegalArgumentException(
                    "a detached command has no input, outputs, timeout, terminal or script: " + command);
        }
        return of(command, Plan.Input.NONE, Plan.Output.COLLECTED, Plan.Output.COLLECTED, Kind.DETACH);
    }

    private static Plan of(Command command, Plan.Input input, Plan.Output output, Plan.Output errors, Kind kind) {
        List<byte[]> variables = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        command.environment().forEach((name, value) -> {
            if (value.isPresent()) {
                variables.add(Words.variable(name, value.get()));
            } else {
                removed.add(name);
            }
        });
        boolean terminal = command.columns() > 0;
        return new Plan(
                command.words(),
                command.script().orElse(null),
                command.interpreter(),
                command.directory().orElse(null),
                variables,
                removed,
                command.hasEmptyEnvironment(),
                input,
                input == Plan.Input.GIVEN ? ((Command.Input.Bytes) command.input()).bytes() : null,
                command.output().map(Plans::output).orElse(output),
                terminal
                        ? Plan.Output.MERGED
                        : command.errors().map(Plans::output).orElse(errors),
                command.limit(),
                command.timeout().map(timeout -> Math.max(1, timeout.toNanos())).orElse(0L),
                command.columns(),
                command.rows(),
                kind == Kind.DETACH,
                kind == Kind.FEED,
                kind == Kind.START);
    }

    private static Plan.Input input(Command.Input input) {
        if (input instanceof Command.Input.None) {
            return Plan.Input.NONE;
        }
        return input instanceof Command.Input.Bytes given && given.bytes().length <= Command.SHORT
                ? Plan.Input.GIVEN
                : Plan.Input.CHANNEL;
    }

    private static Plan.Output output(Command.Output output) {
        if (output instanceof Command.Output.Collected) {
            return Plan.Output.COLLECTED;
        }
        if (output instanceof Command.Output.OfContext) {
            return Plan.Output.CONTEXT;
        }
        if (output instanceof Command.Output.Discarded) {
            return Plan.Output.DISCARDED;
        }
        return output instanceof Command.Output.Merged ? Plan.Output.MERGED : Plan.Output.CHANNEL;
    }
}
