package mitogen.cli.options;

import java.time.Duration;
import mitogen.Command;
import mitogen.cli.status.UsageException;
import mitogen.cli.words.Durations;
import picocli.CommandLine.Option;

/** The options of a command that is taken back unless all is well: what takes it back, and after how long. */
public final class UndoOptions {
    static final Duration DEFAULT = Duration.ofSeconds(60);

    @Option(
            names = "--undo",
            paramLabel = "COMMAND",
            description =
                    "run this shell command there, unless the command has the status 0 and the target can be reached anew"
                            + " after it; also if the connection is lost")
    private String undo;

    @Option(
            names = "--undo-after",
            paramLabel = "TIME",
            description = "how long the undo command waits, from the start on: 60, 5m (default: 60)")
    private String after;

    /** Whether the command is to be taken back. */
    public boolean isGiven() {
        return undo != null;
    }

    /** The undo command. */
    public String command() {
        return undo;
    }

    /** How long it waits. */
    public Duration after() {
        return after == null ? DEFAULT : Durations.of("--undo-after", after);
    }

    /**
     * Refuses what makes no sense.
     *
     * @param others whether the command is run in a way that leaves no room for this
     */
    public void check(boolean others) {
        if (undo == null && after != null) {
            throw new UsageException(
                    "--undo-after is about --undo, which is missing\nAdd --undo COMMAND, or leave it out.");
        }
        if (undo != null && undo.isBlank()) {
            throw new UsageException(
                    "--undo takes a shell command, and got none\nLeave it out where nothing is to be undone.");
        }
        if (undo != null && others) {
            throw new UsageException("--undo cannot be used with --tty and --verify-clean\nLeave out one of them.");
        }
        after();
    }

    /** The command that does not run for longer than the undo command waits. */
    public Command limited(Command command) {
        boolean sooner =
                command.timeout().isPresent() && command.timeout().get().compareTo(after()) < 0;
        return undo == null || sooner ? command : command.withTimeout(after());
    }
}
