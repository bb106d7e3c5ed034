package mitogen.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Damage to a header is found. */
final class FrameTest {
    private static byte[] frame() {
        PayloadWriter payload = new PayloadWriter();
        payload.putString("what is in it");
        Frame frame = payload.frames();
        frame.address(0x01020304, 0x7fffffff, Protocol.CALL, 123_456, Protocol.BULK);
        return Arrays.copyOf(frame.bytes, frame.length());
    }

    private static Frame read(byte[] bytes) throws IOException {
        return Frame.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static void assertDamaged(byte[] bytes) {
        assertThrows(BadFrameException.class, () -> read(bytes), () -> Arrays.toString(bytes));
    }

    @Test
    void anUndamagedOneIsRead() throws IOException {
        assertArrayEquals(frame(), read(frame()).bytes);
    }

    /**
     * Whatever happens to one byte, and to the one behind it in the same word. On another thread, as a million exceptions
     * cost seconds where each has the stack of a test.
     */
    @Test
    void everyDamageOfTwoBytesOfAWordIsFound() {
        CompletableFuture.runAsync(FrameTest::damageTwoBytesOfEachWord).join();
    }

    private static void damageTwoBytesOfEachWord() {
        byte[] frame = frame();
        for (int at = 0; at < Protocol.HEADER; at++) {
            for (int change = 1; change < (at % 4 == 3 ? 0x100 : 0x10000); change++) {
                byte[] bytes = frame.clone();
                bytes[at] ^= (byte) change;
                if (at % 4 != 3) {
                    bytes[at + 1] ^= (byte) (change >> 8);
                }
                assertDamaged(bytes);
            }
        }
    }

    @Test
    void wordsThatChangedPlacesAreFound() {
        for (int one = 0; one < Protocol.HEADER; one += 4) {
            for (int other = 0; other < one; other += 4) {
                byte[] bytes = frame();
                int kept = Frame.getInt(bytes, one);
                Frame.putInt(bytes, one, Frame.getInt(bytes, other));
                Frame.putInt(bytes, other, kept);
                if (!Arrays.equals(bytes, frame())) { // source and authority are the same
                    assertDamaged(bytes);
                }
            }
        }
    }

    @Test
    void whatIsAllTheSameIsNoFrame() {
        for (int value : new int[] {0, 0xff, ' ', '\n'}) {
            byte[] bytes = new byte[100];
            Arrays.fill(bytes, (byte) value);
            assertDamaged(bytes);
        }
    }
}
