package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProgressFilterTest {
    private final List<String> heard = new ArrayList<>();

    /** What is passed on of text that comes in these pieces. */
    private String passed(String... pieces) throws IOException {
        List<InputStream> parts = Stream.of(pieces)
                .map(piece -> (InputStream) new ByteArrayInputStream(piece.getBytes(UTF_8)))
                .toList();
        try (ProgressFilter filter = new ProgressFilter(
                new SequenceInputStream(Collections.enumeration(parts)),
                List.of("debug1: ", "Authenticated to "),
                heard::add)) {
            return new String(filter.readAllBytes(), UTF_8);
        }
    }

    @Test
    void linesOfTheToolAreHeardAndGoNowhere() throws IOException {
        assertEquals(
                "Welcome, ähm\n\ndebug\nsay debug1: x\n",
                passed("debug1: one\r\nWelcome, ähm\n\nAuthenticated to x\r\ndebug\nsay debug1: x\ndebug1: \n"));
        assertEquals(List.of("debug1: one\r", "Authenticated to x\r", "debug1: "), heard);
    }

    @Test
    void linesInPieces() throws IOException {
        assertEquals("deb!\nAuthentic", passed("deb", "ug1: t", "wo", "\ndeb", "!\nAuthentic"));
        assertEquals(List.of("debug1: two"), heard);
        assertEquals("", passed("debug1: no end"));
    }

    /** A question is passed on at once, and what the tool writes behind it is not a part of it. */
    @Test
    void behindWhatHasNoEnd() throws IOException {
        try (ProgressFilter filter = new ProgressFilter(
                new SequenceInputStream(
                        new ByteArrayInputStream("Password: ".getBytes(UTF_8)),
                        new ByteArrayInputStream("debug1: asked\n".getBytes(UTF_8))),
                List.of("debug1: "),
                heard::add)) {
            byte[] question = new byte[100];
            assertEquals("Password: ".length(), filter.read(question));
            assertEquals(-1, filter.read(question));
        }
        assertEquals(List.of("debug1: asked"), heard);
    }

    @Test
    void aLineWithoutEndIsNotKept() throws IOException {
        passed("debug1: " + "x".repeat(100_000) + "\n");
        assertEquals(1000, heard.get(0).length());
    }
}
