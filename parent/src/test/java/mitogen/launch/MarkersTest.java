package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Random;
import mitogen.ConnectFailedException.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class MarkersTest {
    private static final Markers.Watcher IDLE = new Markers.Watcher() {
        @Override
        public boolean begun(String line, boolean error) {
            return false;
        }

        @Override
        public void printed(String text) {}

        @Override
        public void shell() {}
    };

    private final Markers markers = new Markers();

    private ByteArrayInputStream read(String text, boolean up) throws IOException {
        ByteArrayInputStream in =
                new ByteArrayInputStream(text.replace("N ", markers.nonce + " ").getBytes(UTF_8));
        assertEquals(up, markers.awaitUp(in, IDLE));
        assertEquals(up, markers.isUp());
        return in;
    }

    @Test
    void stagesInTheirOrder() throws IOException {
        assertEquals(Stage.CONNECTING, markers.stage());
        read("\nN sh\n", false);
        assertEquals(Stage.SHELL, markers.stage());
        read("N java /usr/bin/java\n", false);
        assertEquals(Stage.JAVA, markers.stage());
        ByteArrayInputStream in = read("\nN up\nMG and frames", true);
        assertEquals("MG and frames", new String(in.readAllBytes(), UTF_8), "not a byte more is read");
    }

    @Test
    void noiseIsKeptAndNotTakenForMarkers() throws IOException {
        read("Welcome to web1 ü\n\n   \nm0000000000000000 up\nup\nlast words without an end\nN sh\nmore\nN up\n", true);
        assertEquals(
                List.of("Welcome to web1 ü", "m0000000000000000 up", "up", "last words without an end", "more"),
                markers.noise());
    }

    /** The process is ended as it asks something that nobody answers; its pipes are closed then. */
    @Test
    void whatWasBegunIsKeptWhenTheStreamBreaks() {
        InputStream begun = new ByteArrayInputStream("Choose environment: ".getBytes(UTF_8));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Stream closed");
            }
        };
        assertThrows(IOException.class, () -> markers.awaitUp(new SequenceInputStream(begun, broken), IDLE));
        assertEquals(List.of("Choose environment:"), markers.noise());
    }

    @Test
    void markerBehindNoiseOnTheSameLine() throws IOException {
        read("prompt> N sh\nprompt2> N up\n", true);
        assertEquals(Stage.SHELL, markers.stage());
        assertEquals(List.of("prompt>", "prompt2>"), markers.noise());
    }

    @Test
    void carriageReturnsOfATerminalDoNoHarm() throws IOException {
        read("N sh\r\nN java /j\r\nN up\r\n", true);
        assertEquals(Stage.JAVA, markers.stage());
    }

    @Test
    void noiseIsBounded() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("line ").append(i).append('\n');
        }
        read(text + "N up\n", true);
        assertEquals(121, markers.noise().size());
        assertEquals("line 19", markers.noise().get(19));
        assertEquals("(380 lines are left out here)", markers.noise().get(20));
        assertEquals("line 499", markers.noise().get(120));
        Markers other = new Markers();
        byte[] endless = "x".repeat(5_000_000).getBytes(UTF_8);
        assertFalse(other.awaitUp(new ByteArrayInputStream(endless), IDLE));
        assertEquals(121, other.noise().size());
        assertTrue(other.noise().stream().allMatch(line -> line.length() <= KeptLines.MAX_LENGTH));
    }

    @Test
    void anyBytesBeforeItAreFine() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        byte[] up = ("\n" + markers.nonce + " up\n").getBytes(UTF_8);
        byte[] all = new byte[noise.length + up.length];
        System.arraycopy(noise, 0, all, 0, noise.length);
        System.arraycopy(up, 0, all, noise.length, up.length);
        assertTrue(markers.awaitUp(new ByteArrayInputStream(all), IDLE), () -> "seed " + seed);
    }

    @Test
    void failuresOfTheFirstStage() throws IOException {
        read("N nojava JAVA_HOME= PATH=/usr/bin\n", false);
        assertEquals(
                "JAVA_HOME= PATH=/usr/bin, /usr/lib/jvm/*, /opt/* and ~/.sdkman/candidates/java/*", markers.noJava());
        Markers given = new Markers();
        assertFalse(
                given.awaitUp(new ByteArrayInputStream((given.nonce + " nojava /my/java\n").getBytes(UTF_8)), IDLE));
        assertEquals("/my/java", given.noJava());
        Markers old = new Markers();
        assertFalse(
                old.awaitUp(new ByteArrayInputStream((old.nonce + " old 1.8 /usr/lib/jvm/8\n").getBytes(UTF_8)), IDLE));
        assertEquals("1.8 /usr/lib/jvm/8", old.old());
        Markers scratch = new Markers();
        assertFalse(scratch.awaitUp(new ByteArrayInputStream((scratch.nonce + " noscratch\n").getBytes(UTF_8)), IDLE));
        assertTrue(scratch.noScratch());
        assertNull(scratch.noJava());
    }

    @Test
    void noncesDiffer() {
        assertNotEquals(markers.nonce, new Markers().nonce);
        assertTrue(markers.nonce.matches("m[0-9a-f]{16}"), markers.nonce);
    }
}
