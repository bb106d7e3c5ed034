package mitogen.integration;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import mitogen.connect.Plumbing;
import mitogen.wire.Protocol;

/**
 * A link with a fault in one or both directions.
 *
 * @param downAt after how many bytes towards the child the fault comes; -1 for never
 * @param upAt the same towards the parent
 * @param seed of what is random in it
 */
record Faulty(Kind kind, long downAt, long upAt, long seed) implements Plumbing {
    /** What can go wrong. The first two lose nothing. */
    enum Kind {
        /** Each byte comes alone. */
        SPLIT,
        /** Each write takes up to three milliseconds. */
        DELAY,
        /** The stream ends, in the middle of whatever is written. */
        CUT,
        /** What is written goes nowhere, and nobody is told. */
        FREEZE,
        /** One byte is another one. */
        CORRUPT,
        /** One byte of a frame's header is another one. */
        CORRUPT_HEADER
    }

    /** A fault that loses nothing, in both directions from the first byte on. */
    static Faulty harmless(Kind kind) {
        return new Faulty(kind, 0, 0, 1);
    }

    @Override
    public OutputStream down(OutputStream child) {
        return downAt < 0 ? child : new Stream(child, kind, downAt, new Random(seed));
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return upAt < 0 ? parent : new Stream(parent, kind, upAt, new Random(seed + 1));
    }

    /** One direction. Used by one thread at a time, as the streams of links are. */
    private static final class Stream extends OutputStream {
        private final OutputStream out;
        private final Kind kind;
        private final long at;
        private final Random random;
        private final byte[] header = new byte[Protocol.HEADER]; // as far as it was written
        private int inFrame; // bytes of this frame that were written
        private boolean damaged;
        private long written;

        Stream(OutputStream out, Kind kind, long at, Random random) {
            this.out = out;
            this.kind = kind;
            this.at = at;
            this.random = random;
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            long before = written;
            written += count;
            boolean reached = written > at;
            int left = (int) Math.min(count, Math.max(0, at - before));
            switch (kind) {
                case SPLIT -> {
                    for (int i = offset; i < offset + count; i++) {
                        out.write(from, i, 1);
                    }
                }
                case DELAY -> {
                    LockSupport.parkNanos(random.nextInt(3_000_000));
                    out.write(from, offset, count);
                }
                case CUT -> {
                    out.write(from, offset, left);
                    if (reached) {
                        out.close();
                        throw new IOException("the link is cut");
                    }
                }
                case FREEZE -> out.write(from, offset, left);
                case CORRUPT -> {
                    byte[] copy = new byte[count];
                    System.arraycopy(from, offset, copy, 0, count);
                    if (reached && before <= at) {
                        copy[left] ^= (byte) (1 + random.nextInt(255));
                    }
                    out.write(copy, 0, count);
                }
                case CORRUPT_HEADER -> {
                    byte[] copy = new byte[count];
                    for (int i = 0; i < count; i++) {
                        copy[i] = damage(from[offset + i], i >= left);
                    }
                    out.write(copy, 0, count);
                }
            }
        }

        /** The next byte, another one if it is the first of a header that is to be. */
        private byte damage(byte each, boolean due) {
            if (inFrame < Protocol.HEADER) {
                header[inFrame++] = each;
                if (due && !damaged) {
                    damaged = true;
                    return (byte) (each ^ 1 + random.nextInt(255));
                }
            } else {
                inFrame++;
            }
            if (inFrame >= Protocol.HEADER
                    && inFrame == Protocol.HEADER + ByteBuffer.wrap(header).getInt(24)) {
                inFrame = 0;
            }
            return each;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
