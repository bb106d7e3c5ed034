package mitogen.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mitogen.testing.InProcess.Fault;

/** The faults that {@link Fault} makes, except the switch. */
final class Faults {
    private Faults() {}

    /** A fault of one direction. */
    record OneWay(Fault fault, boolean goesDown) implements Fault {
        OneWay {
            Objects.requireNonNull(fault, "a fault is missing");
        }

        @Override
        public OutputStream down(OutputStream child) {
            return goesDown ? fault.down(child) : child;
        }

        @Override
        public OutputStream up(OutputStream parent) {
            return goesDown ? parent : fault.up(parent);
        }
    }

    /** A link on which each write takes that long. */
    record Slow(Duration time) implements Fault {
        Slow {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a delay is not negative, and this is " + time);
            }
        }

        @Override
        public OutputStream down(OutputStream child) {
            return slow(child);
        }

        @Override
        public OutputStream up(OutputStream parent) {
            return slow(parent);
        }

        private OutputStream slow(OutputStream out) {
            return new FilterOutputStream(out) {
                @Override
                public void write(byte[] from, int offset, int count) throws IOException {
                    delay();
                    out.write(from, offset, count);
                }
            };
        }

        /** As with a real link, an interrupt of the thread that writes, which may be a caller's, does not break it. */
        private void delay() {
            long end = System.nanoTime() + time.toNanos();
            boolean interrupted = false;
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.sleep(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A fault that comes at a certain byte.
     *
     * @param kind what happens
     * @param after how many bytes pass before
     * @param bits that are inverted in the byte that is damaged; 0 where none is
     */
    record AtByte(Kind kind, long after, int bits) implements Fault {
        enum Kind {
            CUT,
            DROP,
            CORRUPT,
            SPLIT
        }

        AtByte {
            Objects.requireNonNull(kind, "a kind of fault is missing");
            if (after < 0) {
                throw new IllegalArgumentException("a fault comes after 0 bytes or more, not after " + after);
            }
            if (kind == Kind.CORRUPT && (bits < 1 || bits > 255)) {
                throw new IllegalArgumentException("the bits to invert in a byte are 1 to 255, not " + bits);
            }
        }

        @Override
        public OutputStream down(OutputStream child) {
            return new Stream(child);
        }

        @Override
        public OutputStream up(OutputStream parent) {
            return new Stream(parent);
        }

        /** One direction of one link. Used by one thread at a time, as the streams of links are. */
        private final class Stream extends FilterOutputStream {
            private long written;

            Stream(OutputStream out) {
                super(out);
            }

            @Override
            public void write(int each) throws IOException {
                write(new byte[] {(byte) each}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int count) throws IOException {
                long before = written;
                written += count;
                boolean due = written > after;
                int left = (int) Math.min(count, Math.max(0, after - before)); // bytes that pass
                switch (kind) {
                    case CUT -> {
                        out.write(from, offset, left);
                        if (due) {
                            out.close();
                            throw new IOException("the link is cut");
                        }
                    }
                    case DROP -> out.write(from, offset, left);
                    case CORRUPT -> {
                        byte[] copy = Arrays.copyOfRange(from, offset, offset + count);
                        if (due && before <= after) {
                            copy[left] ^= (byte) bits;
                        }
                        out.write(copy, 0, count);
                    }
                    case SPLIT -> {
                        for (int i = offset; i < offset + count; i++) {
                            out.write(from, i, 1);
                        }
                    }
                }
            }
        }
    }
}
