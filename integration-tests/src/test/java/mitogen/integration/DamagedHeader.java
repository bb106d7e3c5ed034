package mitogen.integration;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import mitogen.testing.InProcess.Fault;
import mitogen.wire.Protocol;

/**
 * Changes the first byte of a frame's header that comes after so many bytes.
 *
 * @param after how many bytes pass before
 * @param bits the bits that are inverted
 */
record DamagedHeader(long after, int bits) implements Fault {
    @Override
    public OutputStream down(OutputStream child) {
        return new Stream(child);
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return new Stream(parent);
    }

    /** One direction. Used by one thread at a time, as the streams of links are. */
    private final class Stream extends FilterOutputStream {
        private final byte[] header = new byte[Protocol.HEADER]; // as far as it was written
        private int inFrame; // bytes of this frame that were written
        private boolean damaged;
        private long written;

        Stream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            byte[] copy = new byte[count];
            for (int i = 0; i < count; i++) {
                copy[i] = next(from[offset + i]);
            }
            out.write(copy, 0, count);
        }

        private byte next(byte each) {
            boolean due = written++ >= after && !damaged && inFrame < Protocol.HEADER;
            if (inFrame < Protocol.HEADER) {
                header[inFrame] = each;
            }
            inFrame++;
            if (inFrame >= Protocol.HEADER
                    && inFrame == Protocol.HEADER + ByteBuffer.wrap(header).getInt(24)) {
                inFrame = 0;
            }
            damaged |= due;
            return due ? (byte) (each ^ bits) : each;
        }
    }
}
