package mitogen.cli.contexts;

import java.util.concurrent.ThreadLocalRandom;
import mitogen.ConnectFailedException;

/**
 * Which connects are tried again, and when.
 *
 * @param times so many times more
 */
public record Retry(int times) {
    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 10_000;

    boolean isOn() {
        return times > 0;
    }

    /** Whether a connect is tried again that failed so, and that many times. */
    boolean again(Throwable failure, int failed) {
        return failed <= times && failure instanceof ConnectFailedException connect && mayPass(connect.reason());
    }

    /** The pauses double, and no two targets come back at the same time. */
    static long pauseMillis(int failed) {
        long pause = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(10, failed - 1));
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause);
    }

    private static boolean mayPass(ConnectFailedException.Reason reason) {
        return switch (reason) {
            case UNKNOWN_HOST,
                    CONNECTION_REFUSED,
                    UNREACHABLE,
                    TIMEOUT,
                    NOT_RUNNING,
                    KILLED,
                    BOOTSTRAP_FAILED,
                    CONNECTOR_FAILED -> true;
            default -> false;
        };
    }
}
