package mitogen.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mitogen.answers.FrameText;
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
        byte[] mended = mended(sent);
        Allocated.atMost(FIXED + PER_BYTE * sent.length, () -> read(mended));
    }

    /** With checks that are right, as docs/internals/protocol.md says: chance alone would hardly ever get past them. */
    private static byte[] mended(byte[] sent) {
        ByteBuffer mended = ByteBuffer.wrap(sent.clone());
        for (int at = 0; at <= sent.length - Protocol.HEADER; ) {
            int sum = 0;
            for (int word = 6; word >= 0; word--) {
                sum = Integer.rotateLeft(sum, 5) ^ mended.getInt(at + 4 * word);
            }
            mended.putShort(at, (short) (mended.getShort(at) ^ sum ^ sum >>> 16 ^ Protocol.MAGIC));
            int payload = mended.getInt(at + 24);
            if (payload < 0 || payload > Protocol.MAX_PAYLOAD) {
                break;
            }
            at += Protocol.HEADER + payload;
        }
        return mended.array();
    }

    private static void read(byte[] sent) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(sent))) {
            int at = 0;
            while (in.available() > 0) {
                Frame frame = Frame.read(in);
                byte[] relayed = Arrays.copyOf(frame.bytes, frame.length());
                assertArrayEquals(Arrays.copyOfRange(sent, at, at + frame.length()), relayed);
                assertEquals(Protocol.HEADER + frame.payloadLength(), frame.length());
                assertTrue(frame.payloadLength() <= Protocol.MAX_PAYLOAD);
                assertNotNull(FrameText.of(frame));
                at += frame.length();
            }
            assertEquals(sent.length, at, "a clean end is behind the last frame");
        } catch (IOException refused) {
            assertNotNull(refused.toString());
        }
    }
}
