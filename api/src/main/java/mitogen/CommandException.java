package mitogen;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mitogen.internal.Printable;

/** A command could not be run, was killed, or has failed. The {@link #reason} says which. */
public final class CommandException extends MitogenException {
    private static final long serialVersionUID = 1;

    /** How many lines of the output are in the message. */
    private static final int LINES = 10;

    /** How many characters of each line. */
    private static final int CHARACTERS = 1000;

    /** Why the exception is thrown. Later versions may add constants. */
    public enum Reason {
        /** There is no such program there. */
        NOT_FOUND,
        /** There is a file of that name, but it cannot be executed. */
        NOT_EXECUTABLE,
        /** The working directory does not exist, or cannot be entered. */
        NO_DIRECTORY,
        /** The system could not start the command, for another reason: too many processes, or arguments that are too long. */
        NOT_STARTED,
        /** There is no tool there that makes a terminal. */
        NO_TERMINAL,
        /** The command took longer than {@link Command#withTimeout} allows, and was killed. */
        TIMED_OUT,
        /** The command printed more than {@link Command#withLimit} allows, and was killed. */
        TOO_MUCH_OUTPUT,
        /** The command's input could not be read to its end, and the command was killed. The cause tells why. */
        INPUT_FAILED,
        /** The command's output could not be written here. The cause tells why. */
        OUTPUT_FAILED,
        /** The command ended with another status than 0, and {@link CommandResult#orThrow} was called. */
        FAILED
    }

    private final Reason reason;
    private final CommandResult result;

    /**
     * Makes a failure. Its message ends with the last lines that were collected.
     *
     * @param reason not null
     * @param message what happened and where; on a second line, what to do
     * @param result what the command had printed until then, or null if it was not started
     * @param cause the failure behind it, or null
     */
    public CommandException(Reason reason, String message, CommandResult result, Throwable cause) {
        super(result == null ? message : message + lastLines(result), cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.result = result;
    }

    /** The collected text usually ends with the reason: in the errors, or else in the output. */
    private static String lastLines(CommandResult result) {
        List<String> lines = result.errorText().lines().toList();
        lines = lines.isEmpty() ? result.lines() : lines;
        StringBuilder text = new StringBuilder();
        for (String line : lines.subList(Math.max(0, lines.size() - LINES), lines.size())) {
            boolean isLong = line.length() > CHARACTERS;
            text.append("\n  ").append(Printable.line(isLong ? line.substring(0, CHARACTERS) + "…" : line));
        }
        return text.toString();
    }

    /** {@return why the exception is thrown} */
    public Reason reason() {
        return reason;
    }

    /**
     * {@return what the command had printed until then; empty if it was not started, or if its output could not be written}
     */
    public Optional<CommandResult> result() {
        return Optional.ofNullable(result);
    }
}
