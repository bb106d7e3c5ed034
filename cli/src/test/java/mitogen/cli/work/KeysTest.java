package mitogen.cli.work;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class KeysTest {
    private final Keys keys = new Keys();

    private String typed(String text) {
        return new String(keys.typed(text.getBytes(US_ASCII), text.length()), US_ASCII);
    }

    @Test
    void aTildeBeginsAnOrderAtTheBeginningOfALineAlone() {
        assertEquals("a~.b\r", typed("a~.b\r"));
        assertEquals("", typed("~"));
        assertEquals("~", typed("~"), "that is how one is typed");
        assertEquals("~.\r", typed("~.\r"));
        assertEquals("~x~.\n", typed("~x~.\n"));
        assertEquals("~\r", typed("~\r"));
        assertEquals("~\003", typed("~\003"));
        assertEquals("ls\r", typed("ls\r"));
        assertEquals("", typed("~"));
        assertEquals(false, keys.ended());
        assertEquals("", typed(".rest"));
        assertEquals(true, keys.ended());
        assertEquals("", typed("more"));
    }

    @Test
    void theFirstLineBeginsToo() {
        assertEquals("", typed("~."));
        assertEquals(true, keys.ended());
    }
}
