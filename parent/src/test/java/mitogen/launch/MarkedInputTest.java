package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line of ours in a stream of others: found wherever it is, and however it arrives. */
final class MarkedInputTest {
    private static final String SECRET = "mmabc";

    /** Gives so many bytes at once at most. */
    private static InputStream pieces(String text, int most) {
        return new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, most));
            }
        };
    }

    private static String all(InputStream in) throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void isFoundBetweenWhateverOthersPrint(int most) throws IOException {
        MarkedInput marked = new MarkedInput(pieces("grün mmab mmmabc end 3\nlater mmabc\n", most), SECRET);
        assertEquals("grün mmab m", all(marked));
        assertEquals("end 3", marked.mark());
        assertEquals("later mmabc\n", all(marked.rest()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void mayBeMissing(int most) throws IOException {
        MarkedInput marked = new MarkedInput(pieces("nothing mma", most), SECRET);
        assertEquals("nothing mma", all(marked));
        assertNull(marked.mark());
        assertEquals("", all(marked.rest()));
    }

    @Test
    void mayBeCutOff() throws IOException {
        MarkedInput marked = new MarkedInput(pieces("x" + SECRET + " en", 1), SECRET);
        assertEquals("x", all(marked));
        assertEquals("en", marked.mark());
    }

    @Test
    void isBehindMuchElse() throws IOException {
        String much = "m".repeat(100_000);
        MarkedInput marked = new MarkedInput(pieces(much + SECRET + " end 0\n", 8192), SECRET);
        assertEquals(much, all(marked));
        assertEquals("end 0", marked.mark());
    }
}
