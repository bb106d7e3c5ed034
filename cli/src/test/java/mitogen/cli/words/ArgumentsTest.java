package mitogen.cli.words;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "gr\u00fcn \u20ac", "\ud83d\ude00", "caf\u00e9"})
    void textIsUtf8(String text) {
        assertEquals(text, Arguments.text(text.getBytes(UTF_8)));
        assertArrayEquals(text.getBytes(UTF_8), Arguments.bytes(text));
        assertTrue(Arguments.isText(text));
        assertEquals(text, Arguments.shown(text));
    }

    @Test
    void otherBytesAreKept() {
        byte[] latin = "caf\u00e9 \u00fc".getBytes(ISO_8859_1);
        String text = Arguments.text(latin);
        assertFalse(Arguments.isText(text));
        assertEquals("caf\\xe9 \\xfc", Arguments.shown(text));
        assertArrayEquals(latin, Arguments.bytes(text));
    }

    @Test
    void allBytesComeBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, Arguments.bytes(Arguments.text(bytes)), "seed " + seed);
        }
    }

    @Test
    void theLastWordsAreTheArguments() {
        byte[] line = "java\0-cp\0x\0Main\0run\0caf\u00e9\0\0".getBytes(ISO_8859_1);
        assertArrayEquals(
                new String[] {"run", "caf\udce9", ""}, Arguments.exact(new String[] {"run", "caf?", ""}, line));
        String[] more = new String[9];
        assertEquals(more, Arguments.exact(more, line), "this is not our command line");
    }
}
