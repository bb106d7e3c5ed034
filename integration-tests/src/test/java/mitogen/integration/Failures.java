package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectionMethod;
import mitogen.Context;
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

    /** What a connect, the work that waits for it, and a connect behind it fail with: one diagnosis, which has these words. */
    static ConnectFailedException connectFails(Reason reason, Context from, ConnectionMethod method, String... words) {
        Context context = from.connect(method);
        Call<Integer> queued = context.submit(() -> 1);
        Call<Integer> behind = context.connect(local()).submit(() -> 1);
        ConnectFailedException failure = fails(reason, context::await);
        for (String word : words) {
            assertTrue(
                    failure.getMessage().contains(word), () -> "'" + word + "' is missing in: " + failure.getMessage());
        }
        assertTrue(failure.getMessage().startsWith("cannot connect " + context + " from "), failure.getMessage());
        for (Call<Integer> call : List.of(queued, behind)) {
            assertEquals(
                    failure.getMessage(),
                    fails(reason, call::await).getMessage(),
                    "work that was queued fails with the connect's own diagnosis");
        }
        fails(reason, context::ping);
        return failure;
    }
}
