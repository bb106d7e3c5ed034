package mitogen.cli.options;

import java.io.IOException;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.SharedInput;
import mitogen.cli.system.Terminal;
import picocli.CommandLine.Option;

/** The option about our standard input, and who reads it: every target reads all of it, or none does. */
public final class InputOptions {
    @Option(
            names = {"-n", "--no-input"},
            description = "leave standard input unread, as in a shell's while-read loop; the programs' input is empty")
    private boolean none;

    /** So much is kept where targets begin one after the other, and each reads all. */
    private static final int MOST = 64 << 20;

    /** Whether standard input is to be left unread. */
    public boolean isOff() {
        return none;
    }

    /** Whether the targets are to read a stream, or a long file. Nothing of it is read for that. */
    public boolean streams(Terminal terminal, TargetOptions options) {
        return !none
                && !options.inputRead()
                && terminal.input().mayBeRead()
                && !terminal.input().isShort();
    }

    /** What the targets read; null for nothing. */
    public SharedInput open(Terminal terminal, TargetOptions options) {
        int targets = options.targets(terminal).size();
        if (none || options.inputRead() || !terminal.input().mayBeRead()) {
            return null;
        }
        byte[] whole = terminal.input().readShort();
        if (whole != null) {
            return new SharedInput(whole);
        }
        return targets > 1 && options.flow().startsLater()
                ? new SharedInput(whole(terminal))
                : new SharedInput(terminal.input().stream(), targets);
    }

    private static byte[] whole(Terminal terminal) {
        try {
            byte[] whole = terminal.input().stream().readNBytes(MOST + 1);
            if (whole.length > MOST) {
                throw new UsageException("standard input is longer than 64 MiB"
                        + "\nWith --parallel, --batch, --retry or --wait-up it is kept for targets that begin later.");
            }
            return whole;
        } catch (IOException e) {
            throw new UsageException(
                    "standard input cannot be read: " + e.getMessage() + "\nGive -n to leave it unread.");
        }
    }
}
