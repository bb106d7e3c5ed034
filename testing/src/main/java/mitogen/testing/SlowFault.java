package mitogen.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A link on which each write takes that long. */
record SlowFault(Duration time) implements Fault {
    SlowFault {
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
                try {
                    TimeUnit.NANOSECONDS.sleep(time.toNanos());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted on a slow link");
                }
                out.write(from, offset, count);
            }
        };
    }
}
