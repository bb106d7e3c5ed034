package mitogen.cli.output;

import java.util.Map;
import mitogen.CallException;
import mitogen.ConnectFailedException;
import mitogen.ContextLostException;
import mitogen.cli.status.Failures;
import mitogen.cli.status.NotStarted;
import mitogen.cli.status.ProgramFailure;

/** Why nothing came of a target, for programs: the same two names in every object that a command prints. */
public final class JsonFailure {
    private JsonFailure() {}

    /** Puts {@code failure} and {@code message}, which are null where there is none. */
    public static void put(Throwable failure, Map<String, Object> object) {
        object.put("failure", failure == null ? null : name(failure));
        object.put("message", failure == null ? null : Failures.text(failure, false));
    }

    private static String name(Throwable failure) {
        if (failure instanceof ConnectFailedException connect) {
            return connect.reason().name();
        }
        if (failure instanceof ContextLostException) {
            return "LOST";
        }
        if (failure instanceof NotStarted) {
            return "NOT_STARTED";
        }
        if (failure instanceof ProgramFailure program) {
            return program.name();
        }
        return failure instanceof CallException ? "FAILED" : "INTERNAL";
    }
}
