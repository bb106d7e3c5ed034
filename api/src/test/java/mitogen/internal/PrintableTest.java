package mitogen.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 8, '\r', 0x1b, 0x7f, 0x80, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x2029, 0x202e, 0x2066,
                0xfeff, 0xd800, 0xe0001
            })
    void whatMovesOrHidesIsShown(int character) {
        String text = "a" + Character.toString(character) + "b";
        assertEquals("a\\u{" + Integer.toHexString(character) + "}b", Printable.text(text));
        assertEquals(Printable.text(text), Printable.line(text));
    }

    @Test
    void allElseStays() {
        String text = "M\u00fcnchen \u65e5\u672c \ud83d\udc68\u200d\ud83d\udc69 \u0627\u0644 \u202f \\u{1b}\t|";
        assertEquals(text, Printable.line(text));
        assertEquals("a\nb", Printable.text("a\nb"));
        assertEquals("a\\u{a}b", Printable.line("a\nb"));
    }
}
