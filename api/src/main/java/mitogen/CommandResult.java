package mitogen;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a command ended, and what it printed. Immutable except for its arrays, which no other object has.
 *
 * @param command the command as it would be typed; its first 200 characters if it is longer
 * @param context the name of the context where it ran
 * @param status its exit status, 0 to 255. If a signal ended the command, it is 128 plus the number of the signal. A program
 *     can also exit with such a number itself
 * @param output what was collected of its standard output
 * @param errors what was collected of its standard error
 * @param charset the charset of the context's locale; UTF-8 if the locale says ASCII
 * @param elapsed how long it ran, until its outputs had ended; measured there
 * @param leftOpen whether a program in the background still had an output open after the command had ended, and was silent
 *     for five seconds. Its later output is not in this result
 * @param source the result of the command whose output this command read, see {@link Group#pipe}; null if this command read
 *     something else, or if the other command has no result
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CommandResult(
        String command,
        String context,
        int status,
        byte[] output,
        byte[] errors,
        Charset charset,
        Duration elapsed,
        boolean leftOpen,
        CommandResult source) {
    private static final int FIRST_SIGNAL = 128;
    private static final int SIGNALS = 64;
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM");

    /** {@return whether the exit status is 0} */
    public boolean succeeded() {
        return status == 0;
    }

    /** {@return the number of the signal that ended the command, as far as the status tells} */
    public OptionalInt signal() {
        int signal = status - FIRST_SIGNAL;
        return signal > 0 && signal <= SIGNALS ? OptionalInt.of(signal) : OptionalInt.empty();
    }

    /** {@return the exit status for people: {@code exit status 137 (SIGKILL)}} */
    public String statusText() {
        int signal = signal().orElse(0);
        return "exit status " + status
                + (signal > 0 && signal <= NAMES.size() ? " (SIG" + NAMES.get(signal - 1) + ")" : "");
    }

    /** {@return its standard output as text; bytes that are no text in the charset are replaced} */
    public String text() {
        return new String(output, charset);
    }

    /** {@return its standard error as text, decoded as by {@link #text}} */
    public String errorText() {
        return new String(errors, charset);
    }

    /** {@return the lines of {@link #text}, without their ends} */
    public List<String> lines() {
        return text().lines().toList();
    }

    /**
     * Checks that the command has succeeded. The {@link #source} is not checked, because a command that ends before it has
     * read everything makes the command before fail.
     *
     * @return this result
     * @throws CommandException with {@link CommandException.Reason#FAILED} if the status is not 0; its message has the last
     *     lines that were collected
     */
    public CommandResult orThrow() {
        if (status != 0) {
            throw new CommandException(
                    CommandException.Reason.FAILED,
                    command + " at " + context + " ended with " + statusText(),
                    this,
                    null);
        }
        return this;
    }

    /** Returns the command, the status, and how much was collected. */
    @Override
    public String toString() {
        return command + " at " + context + ": status " + status + ", " + output.length + " bytes of output, "
                + errors.length + " of errors";
    }
}
