package mitogen.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Faults that count no bytes. */
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
}
