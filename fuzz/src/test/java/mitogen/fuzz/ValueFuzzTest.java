package mitogen.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Set;
import mitogen.ValueException;
import mitogen.calls.Writers;
import mitogen.wire.Frame;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/**
 * Values in arbitrary messages: a ValueException, or a value that can be sent on and then arrives as the same. An input
 * starts with the number of places where the message is cut into frames, and those places, each one byte for the
 * distance from the one before; the rest is the payload.
 */
final class ValueFuzzTest {
    private static final long FIXED = 1 << 20;

    private static final long PER_BYTE = 200;

    /** A parent, which is trusted, may say at each depth that all bytes that are left are an array. */
    private static final long PER_BYTE_TRUSTED = PER_BYTE + 256 * 8;

    /** What looking at an enum's or a record's class, or reading a date, may take for a moment. */
    private static final long PER_REFLECTION = 10_000;

    private static final Set<Integer> REFLECTING = Set.of(16, 17, 19, 26, 27, 28, 30, 32, 33, 34);

    @FuzzTest
    void untrusted(byte[] input) throws Exception {
        decode(input, new Names(false));
    }

    @FuzzTest
    void trusted(byte[] input) throws Exception {
        decode(input, new Names(true));
    }

    @FuzzTest
    void roundTrip(FuzzedDataProvider data) {
        Object value = new Arbitrary(data).value(8);
        Object copy = read(write(value), new Names(true));
        assertEquals(Portrait.of(value), Portrait.of(copy));
    }

    private static void decode(byte[] input, Names names) throws Exception {
        if (input.length == 0 || input.length < 1 + (input[0] & 7)) {
            return;
        }
        int[] cuts = new int[input[0] & 7];
        int at = 0;
        for (int i = 0; i < cuts.length; i++) {
            at += input[1 + i] & 255;
            cuts[i] = at;
        }
        byte[] payload = Arrays.copyOfRange(input, 1 + cuts.length, input.length);
        Object[] decoded = new Object[1];
        Allocated.atMost(allowed(payload, names), () -> {
            try {
                decoded[0] = new ValueReader(Messages.of(payload, cuts), names).get();
            } catch (ValueException refused) {
                assertNotNull(refused.getMessage());
            }
        });
        if (decoded[0] != null) {
            String portrait = Portrait.of(decoded[0]);
            assertEquals(portrait, Portrait.of(read(write(decoded[0]), names)));
        }
    }

    private static long allowed(byte[] payload, Names names) {
        long allowed = FIXED + (names.trusted() ? PER_BYTE_TRUSTED : PER_BYTE) * payload.length;
        for (int each : payload) {
            allowed += REFLECTING.contains(each) ? PER_REFLECTION : 0;
        }
        return allowed;
    }

    private static Frame write(Object value) {
        ValueWriter writer = Writers.down();
        writer.put(value);
        return writer.frames();
    }

    private static Object read(Frame message, Names names) {
        ValueReader reader = new ValueReader(message, names);
        Object value = reader.get();
        assertEquals(0, reader.remaining(), "bytes left over");
        return value;
    }
}
