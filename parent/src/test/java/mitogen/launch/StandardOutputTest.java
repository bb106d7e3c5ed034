package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class StandardOutputTest {
    /** Notes all, and wants no more behind a line that ends in "up". */
    private static final class Notes implements StandardOutput.Listener {
        final List<String> lines = new ArrayList<>();
        final List<String> begun = new ArrayList<>();
        String last;

        @Override
        public boolean begun(String line) {
            begun.add(line);
            return line.endsWith("? ");
        }

        @Override
        public boolean line(String text, boolean whole) {
            lines.add(whole ? text : text + "...");
            return text.endsWith("up");
        }

        @Override
        public void last(String text) {
            last = text;
        }
    }

    private final Notes notes = new Notes();

    private String rest(InputStream from) throws IOException {
        StandardOutput output = new StandardOutput(from);
        output.readLines(notes);
        return new String(output.readAllBytes(), UTF_8);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Test
    void linesUntilTheListenerWantsNoMore() throws IOException {
        assertEquals("MG and\nframes", rest(bytes("\nWelcome ü\nis up\nMG and\nframes")), "not a byte more is read");
        assertEquals(List.of("", "Welcome ü", "is up"), notes.lines);
        assertEquals("", notes.last);
    }

    @Test
    void linesToTheEnd() throws IOException {
        assertEquals("", rest(bytes("one\ntwo")));
        assertEquals(List.of("one"), notes.lines);
        assertEquals("two", notes.last);
    }

    /** The process is ended as it asks something that nobody answers; its pipes are closed then. */
    @Test
    void whatWasBegunIsKeptWhenTheStreamBreaks() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Stream closed");
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThrows(IOException.class, () -> rest(new SequenceInputStream(bytes("Choose environment: "), broken)));
        assertEquals("Choose environment: ", notes.last);
    }

    /** A question has no end, and nobody types one behind it. */
    @Test
    void aQuestionIsHeardAtOnceAndTheNextLineIsAnother() throws IOException {
        rest(new SequenceInputStream(bytes("Password? "), bytes("thanks\n")));
        assertEquals("Password? ", notes.begun.get(0));
        assertEquals(List.of("thanks"), notes.lines);
    }

    @Test
    void aLineWithoutEndComesInPieces() throws IOException {
        rest(bytes("x".repeat(5_000_000)));
        assertEquals(5_000_000 / KeptLines.MAX_LENGTH, notes.lines.size());
        assertTrue(notes.lines.stream().allMatch(line -> line.length() == KeptLines.MAX_LENGTH + 3));
    }

    @Test
    void anyBytesBeforeItAreFine() throws IOException {
        long seed = System.nanoTime();
        byte[] noise = new byte[100_000];
        new Random(seed).nextBytes(noise);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(noise), bytes("\nnonce up\nframes"));
        assertEquals("frames", rest(all), () -> "seed " + seed);
    }
}
