package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import org.junit.jupiter.api.function.Executable;

/** Expects connects to fail for a reason. */
final class Failures {
    private Failures() {}

    /** What it threw, because a connect failed for that reason. */
    static ConnectFailedException fails(Reason reason, Executable what) {
        return isOf(reason, assertThrows(ConnectFailedException.class, what));
    }

    /** The failure of a connect, which has that reason. */
    static ConnectFailedException isOf(Reason reason, Throwable failure) {
        ConnectFailedException failed = assertInstanceOf(ConnectFailedException.class, failure);
        assertEquals(reason, failed.reason(), failed::getMessage);
        return failed;
    }
}
