package mitogen.cli.output;

import mitogen.ConnectFailedException;
import mitogen.ContextLostException;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.NotStarted;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.status.ToldFailure;

/** What became of a target that failed, in a few words behind a number of targets: {@code 3 exited with 7}. */
final class Phrases {
    private Phrases() {}

    static String of(Outcome outcome) {
        Throwable failure = outcome.failure();
        if (failure instanceof ToldFailure told && told.getCause() != null) {
            failure = told.getCause();
        }
        if (failure instanceof ConnectFailedException failed) {
            return of(failed.reason());
        }
        if (failure instanceof ContextLostException) {
            return "lost the connection";
        }
        if (failure instanceof NotStarted) {
            return "not started";
        }
        if (failure instanceof ToldFailure) {
            return "left something behind";
        }
        if (failure instanceof ProgramFailure program && program.phrase() != null) {
            return program.phrase();
        }
        if (failure == null || failure instanceof ProgramFailure) {
            String signal = ExitStatus.signal(outcome.status());
            return signal == null ? "exited with " + outcome.status() : "ended by " + signal;
        }
        return outcome.status() == ExitStatus.TASK_FAILED ? "failed" : "met a fault in Mitogen";
    }

    private static String of(ConnectFailedException.Reason reason) {
        return switch (reason) {
            case UNKNOWN_HOST -> "known to no name server";
            case CONNECTION_REFUSED -> "refused the connection";
            case UNREACHABLE -> "out of reach";
            case TIMEOUT -> "took too long to connect";
            case HOST_KEY_UNKNOWN -> "had an unknown host key";
            case HOST_KEY_CHANGED -> "had a changed host key";
            case NOT_LET_IN -> "did not let us in";
            case PASSWORD_NEEDED -> "asked for a password";
            case PASSWORD_WRONG -> "did not accept the password";
            case TOOL_MISSING -> "missed a tool on the way";
            case NOT_FOUND -> "did not exist";
            case NOT_RUNNING -> "did not run";
            case NO_PERMISSION -> "lacked a permission";
            case SHELL_MISSING -> "had no shell";
            case JAVA_MISSING -> "had no Java";
            case JAVA_TOO_OLD -> "had a Java older than 17";
            case NO_SCRATCH -> "had no writable directory";
            case KILLED -> "killed while connecting";
            case BYTES_ALTERED -> "altered what was sent";
            case BOOTSTRAP_FAILED -> "did not become a context";
            case CLOSED -> "closed too early";
            case CONNECTOR_FAILED -> "lost a hop before";
        };
    }
}
