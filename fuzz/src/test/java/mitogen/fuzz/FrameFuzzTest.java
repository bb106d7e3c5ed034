package mitogen.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/** Bytes that arrive on a link: frames that a relay sends on as they came, or an IOException. */
final class FrameFuzzTest {
    /** The largest frame, which may break off behind its header, the exception, and what the checks here need. */
    private static final long FIXED = 100_000;

    private static final long PER_BYTE = 64;

    @FuzzTest
    void frames(byte[] sent) throws Exception {
        Allocated.atMost(FIXED + PER_BYTE * sent.length, () -> read(sent));
    }

    private static void read(byte[] sent) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sent))) {
            int at = 0;
            for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
                byte[] relayed = Arrays.copyOf(frame.bytes, frame.length());
                assertArrayEquals(Arrays.copyOfRange(sent, at, at + frame.length()), relayed);
                assertEquals(Protocol.HEADER + frame.payloadLength(), frame.length());
                assertTrue(frame.payloadLength() <= Protocol.MAX_PAYLOAD);
                assertNotNull(Protocol.format(frame));
                at += frame.length();
            }
            assertEquals(sent.length, at, "a clean end is behind the last frame");
        } catch (IOException refused) {
            assertNotNull(refused.toString());
        }
    }
}
