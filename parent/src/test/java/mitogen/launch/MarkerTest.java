package mitogen.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mitogen.launch.Marker.Word;
import org.junit.jupiter.api.Test;

final class MarkerTest {
    @Test
    void aWordAndMore() {
        assertEquals(new Marker("", Word.SH, ""), Marker.in("N sh", "N"));
        assertEquals(new Marker("", Word.JAVA, "/usr/bin/my java"), Marker.in("N java /usr/bin/my java", "N"));
    }

    @Test
    void behindNoiseOnTheSameLine() {
        assertEquals(new Marker("prompt> ", Word.UP, "17"), Marker.in("prompt> N up 17", "N"));
    }

    @Test
    void carriageReturnsOfATerminalDoNoHarm() {
        assertEquals(new Marker("", Word.JAVA, "/j"), Marker.in("N java /j\r", "N"));
    }

    @Test
    void whatIsNoMarker() {
        for (String line : List.of("", "up", "m0000000000000000 up", "_N=N;_o=", "N", "N hello", "N UP", "Nup")) {
            assertNull(Marker.in(line, "N"), line);
        }
    }

    @Test
    void noncesDiffer() {
        assertNotEquals(Marker.nonce(), Marker.nonce());
        assertTrue(Marker.nonce().matches("m[0-9a-f]{16}"));
    }
}
