package mitogen.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Test;

/** Each fault comes at its byte, and not before. */
final class FaultTest {
    private static final class Sink extends ByteArrayOutputStream {
        final List<Integer> writes = new ArrayList<>();
        boolean closed;

        @Override
        public synchronized void write(byte[] from, int offset, int count) {
            writes.add(count);
            super.write(from, offset, count);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Sink sink = new Sink();

    private static void write(OutputStream out, int... bytes) throws IOException {
        byte[] all = new byte[bytes.length + 2]; // with something around, which is not meant
        for (int i = 0; i < bytes.length; i++) {
            all[i + 1] = (byte) bytes[i];
        }
        out.write(all, 1, bytes.length);
    }

    @Test
    void aCutComesInTheMiddleOfAWrite() throws Exception {
        OutputStream out = Fault.cutAfter(3).down(sink);
        write(out, 1, 2);
        assertThrows(IOException.class, () -> write(out, 3, 4, 5));
        assertTrue(sink.closed);
        assertArrayEquals(new byte[] {1, 2, 3}, sink.toByteArray());
        assertThrows(IOException.class, () -> write(out, 6));
        assertEquals(3, sink.size());
    }

    @Test
    void aCutAfterTheLastByteIsNotNoticed() throws Exception {
        OutputStream out = Fault.cutAfter(2).up(sink);
        write(out, 1, 2);
        assertTrue(!sink.closed);
    }

    @Test
    void whatIsDroppedIsTakenForWritten() throws Exception {
        OutputStream out = Fault.dropAfter(3).up(sink);
        write(out, 1, 2);
        write(out, 3, 4, 5);
        write(out, 6);
        out.write(7);
        assertArrayEquals(new byte[] {1, 2, 3}, sink.toByteArray());
        assertTrue(!sink.closed);
    }

    @Test
    void oneByteIsCorrupted() throws Exception {
        OutputStream out = Fault.corruptAfter(3, 0x81).down(sink);
        write(out, 1, 2);
        write(out, 3, 4, 5);
        write(out, 6, 7, 8);
        assertArrayEquals(new byte[] {1, 2, 3, (byte) (4 ^ 0x81), 5, 6, 7, 8}, sink.toByteArray());
    }

    @Test
    void eachByteIsWrittenAlone() throws Exception {
        write(Fault.split().down(sink), 1, 2, 3);
        assertEquals(List.of(1, 1, 1), sink.writes);
        assertArrayEquals(new byte[] {1, 2, 3}, sink.toByteArray());
    }

    @Test
    void aDelayHoldsUpEachWrite() throws Exception {
        OutputStream out = Fault.delay(Duration.ofMillis(2)).up(sink);
        long start = System.nanoTime();
        write(out, 1, 2, 3);
        write(out, 4);
        assertTrue(System.nanoTime() - start >= 4_000_000);
        assertEquals(List.of(3, 1), sink.writes);
    }

    @Test
    void anInterruptOfWhoWritesDoesNotBreakASlowLink() throws Exception {
        OutputStream out = Fault.delay(Duration.ofMillis(2)).down(sink);
        Thread.currentThread().interrupt();
        write(out, 1, 2, 3);
        assertTrue(Thread.interrupted());
        assertArrayEquals(new byte[] {1, 2, 3}, sink.toByteArray());
    }

    @Test
    void aFaultOfOneDirectionLeavesTheOtherAlone() throws Exception {
        assertSame(sink, Fault.split().onlyDown().up(sink));
        assertSame(sink, Fault.split().onlyUp().down(sink));
        write(Fault.split().onlyDown().down(sink), 1, 2);
        write(Fault.split().onlyUp().up(sink), 3, 4);
        assertEquals(List.of(1, 1, 1, 1), sink.writes);
    }

    /** A method or a fault with a wrong number is refused where it is made, and not where it is used. */
    @Test
    void wrongNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Fault.cutAfter(-1));
        assertThrows(IllegalArgumentException.class, () -> Fault.corruptAfter(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Fault.corruptAfter(0, 256));
        assertThrows(IllegalArgumentException.class, () -> Fault.delay(Duration.ofNanos(-1)));
    }
}
