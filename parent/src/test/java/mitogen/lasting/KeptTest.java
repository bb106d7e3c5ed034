package mitogen.lasting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The output that waits for somebody. */
@Timeout(20)
final class KeptTest {
    private static final int PIECE = 1024 * 1024 / 4 - 1; // with its stream, a fourth of what is kept

    private final Kept kept = new Kept();

    @Test
    void oldestIsDroppedAndThatIsTold() throws Exception {
        for (int i = 0; i < 6; i++) {
            kept.add(1, filled(i, PIECE));
        }
        kept.attach(this);
        assertEquals(
                "\u0001[" + 2 * PIECE + " bytes of output before this were dropped]\n",
                new String(kept.take(this), StandardCharsets.US_ASCII));
        for (int i = 2; i < 6; i++) {
            assertEquals(i, kept.take(this)[1]);
        }
        kept.add(2, new byte[] {7});
        assertArrayEquals(new byte[] {2, 7}, kept.take(this));
    }

    @Test
    void whoeverPrintsWaitsForWhoeverIsAttached() throws Exception {
        kept.attach(this);
        for (int i = 0; i < 4; i++) {
            kept.add(1, filled(i, PIECE));
        }
        CompletableFuture<Void> more = CompletableFuture.runAsync(() -> {
            try {
                kept.add(1, filled(4, PIECE));
            } catch (java.io.InterruptedIOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        for (int i = 0; i < 5; i++) {
            assertEquals(i, kept.take(this)[1], "nothing is dropped");
        }
        more.get();
    }

    @Test
    void onlyTheLastOneTakes() throws Exception {
        kept.attach("first");
        kept.attach("second");
        kept.leave("first");
        assertNull(kept.take("first"));
        kept.add(1, new byte[] {7});
        assertArrayEquals(new byte[] {1, 7}, kept.take("second"));
        kept.leave("second");
        assertNull(kept.take("second"));
    }

    private static byte[] filled(int value, int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
