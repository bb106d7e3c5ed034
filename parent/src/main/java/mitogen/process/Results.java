package mitogen.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import mitogen.CommandResult;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.internal.Printable;

/** Makes of what a context told what its caller is told. */
final class Results {
    private static final int SHOWN = 200;

    private final Command command;
    private final String context;

    /**
     * For one command.
     *
     * @param context the name of the place where it runs
     */
    Results(Command command, String context) {
        this.command = command;
        this.context = context;
    }

    private String shown() {
        String text = command.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** The result of a command that has ended by itself; all else is thrown. */
    CommandResult of(Ended ended, CommandResult source, Throwable inputFailure) {
        if (ended.unreached() != null) {
            throw ended.unreached();
        }
        if (ended.lost() != null) {
            throw new ContextLostException(ended.lost());
        }
        CommandResult result = ended.status() < 0
                ? null
                : new CommandResult(
                        shown(),
                        context,
                        ended.status(),
                        ended.output(),
                        ended.errors(),
                        Locales.named(ended.charset()),
                        Duration.ofNanos(ended.nanos()),
                        ended.leftOpen(),
                        source);
        if (ended.reason() == null) {
            return result;
        }
        Throwable cause = ended.reason() == Reason.INPUT_FAILED ? inputFailure : null;
        throw new CommandException(ended.reason(), text(ended, cause), result, cause);
    }

    /** A failure at this end. */
    CommandException failed(Reason reason, Throwable cause) {
        return new CommandException(
                reason, shown() + " at " + context + what(reason, String.valueOf(cause)), null, cause);
    }

    private String text(Ended ended, Throwable cause) {
        String said = Printable.text(
                cause == null
                        ? String.valueOf(ended.text())
                        : cause instanceof MitogenException ? cause.getMessage() : cause.toString());
        return shown() + " at " + context + what(ended.reason(), said);
    }

    private String what(Reason reason, String said) {
        return switch (reason) {
            case NOT_FOUND ->
                ": there is no such program\n" + said + "; a shell's own command needs a shell: sh -c '...'";
            case NOT_EXECUTABLE ->
                ": it cannot be executed: " + said + "\nLook at the modes of the file, and at its mount.";
            case NO_DIRECTORY ->
                ": it cannot work in "
                        + Printable.word(new String(command.directory().orElseThrow(), UTF_8)) + ": " + said;
            case NO_TERMINAL -> ": it has no terminal: " + said;
            case TIMED_OUT ->
                " was killed, as it ran for longer than " + command.timeout().orElse(Duration.ZERO)
                        + "\nGive it more time (withTimeout), or find out what it waits for.";
            case TOO_MUCH_OUTPUT ->
                " was killed, as it printed more than " + command.limit()
                        + " bytes\nRaise the limit (withLimit), or take its output as a stream (withOutput).";
            case INPUT_FAILED ->
                command.input() instanceof Command.Input.OfCommand
                        ? " was killed, as its input is not whole:\n" + said
                        : " was killed, as its input could not be read: " + said;
            case OUTPUT_FAILED -> " was killed, as its output could not be written: " + said;
            default -> ": it could not be started: " + said;
        };
    }
}
