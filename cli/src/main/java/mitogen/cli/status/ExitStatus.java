package mitogen.cli.status;

import java.util.List;
import mitogen.CallException;
import mitogen.ConnectFailedException;
import mitogen.ContextLostException;

/** What the command's exit status means. With a single target it is the remote program's own, where it ran. */
public final class ExitStatus {
    /** No status: the command is not for a session, and is to be run without it. */
    public static final int NOT_SERVED = -1;

    public static final int OK = 0;
    /** Something failed at a target. */
    public static final int TASK_FAILED = 1;
    /** The command cannot be carried out as it was given. */
    public static final int USAGE = 2;
    /** A target cannot be reached, or was lost. */
    public static final int UNREACHABLE = 3;
    /** A target did not let us in, or its key is not known. */
    public static final int NOT_TRUSTED = 4;
    /** A connect took too long. */
    public static final int TIME_OUT = 5;
    /** A fault of our own. */
    public static final int INTERNAL = 70;

    /** Standard output could not be written, as the terminal tells. */
    public static final int OUTPUT_FAILED = 74;

    /** Ctrl-C, as a shell shows it. */
    public static final int INTERRUPTED = 130;

    /** What a shell shows for a program whose reader went away, as with {@code | head}. */
    public static final int BROKEN_PIPE = 141;

    /** A status from here on, as a rule, is a signal's. */
    public static final int FIRST_SIGNAL = 128;

    private static final List<String> SIGNALS = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM");

    private ExitStatus() {}

    /** A program's status, for people. */
    public static String text(int status) {
        String signal = signal(status);
        return "exit status " + status + (signal == null ? "" : " (" + signal + ")");
    }

    /** The name of the signal that a status stands for, or null. */
    public static String signal(int status) {
        int signal = status - FIRST_SIGNAL;
        return signal > 0 && signal <= SIGNALS.size() ? "SIG" + SIGNALS.get(signal - 1) : null;
    }

    /** The status for one target that failed in this way. */
    public static int of(Throwable failure) {
        if (failure instanceof ToldFailure told) {
            return told.getCause() == null ? TASK_FAILED : of(told.getCause());
        }
        if (failure instanceof ConnectFailedException failed) {
            return switch (failed.reason()) {
                case NOT_LET_IN, PASSWORD_NEEDED, PASSWORD_WRONG, HOST_KEY_UNKNOWN, HOST_KEY_CHANGED -> NOT_TRUSTED;
                case TIMEOUT -> TIME_OUT;
                default -> UNREACHABLE;
            };
        }
        if (failure instanceof ContextLostException) {
            return UNREACHABLE;
        }
        if (failure instanceof CallException) {
            return TASK_FAILED;
        }
        if (failure instanceof ProgramFailure program) {
            return program.status();
        }
        if (failure instanceof NotStarted) {
            return TASK_FAILED;
        }
        return failure instanceof UsageException ? USAGE : INTERNAL;
    }
}
