package mitogen.cli.contexts;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void onlyWhatMayPassIsTriedAgain() {
        ConnectFailedException refused = new ConnectFailedException(Reason.CONNECTION_REFUSED, "local", "x");
        ConnectFailedException key = new ConnectFailedException(Reason.HOST_KEY_CHANGED, "local", "x");
        Retry twice = new Retry(2);
        assertTrue(twice.again(refused, 2));
        assertFalse(twice.again(refused, 3));
        assertFalse(twice.again(key, 1));
        assertFalse(twice.again(new IllegalStateException(), 1));
        for (int i = 1; i < 100; i++) {
            long pause = Retry.pauseMillis(i);
            assertTrue(pause >= 125 && pause < 15_000, () -> "a pause of " + pause);
        }
    }
}
