package mitogen.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A pipe within a JVM that behaves like one of the system: bounded, and closed from either end. Thread-safe. */
final class BytePipe {
    private static final int CAPACITY = 64 * 1024;

    private final byte[] buffer = new byte[CAPACITY]; // a ring; guarded by this, as is all below
    private int start;
    private int length;
    private boolean writerClosed;
    private boolean readerClosed;

    /** The end that is written to. A write fails once the other end is closed. */
    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int count) throws IOException {
                put(from, offset, count);
            }

            @Override
            public void close() {
                closeWriter();
            }
        };
    }

    /** The end that is read from. */
    InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int count) throws IOException {
                return take(to, offset, count);
            }

            @Override
            public void close() {
                breakOff();
            }
        };
    }

    private synchronized void put(byte[] from, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            while (length == CAPACITY && !readerClosed && !writerClosed) {
                await();
            }
            if (readerClosed || writerClosed) {
                throw new IOException("the pipe is closed");
            }
            int end = (start + length) % CAPACITY;
            int step = Math.min(Math.min(count - done, CAPACITY - length), CAPACITY - end);
            System.arraycopy(from, offset + done, buffer, end, step);
            length += step;
            done += step;
            notifyAll();
        }
    }

    private synchronized int take(byte[] to, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (length == 0 && !writerClosed && !readerClosed) {
            await();
        }
        if (length == 0 || readerClosed) {
            return -1;
        }
        int step = Math.min(Math.min(count, length), CAPACITY - start);
        System.arraycopy(buffer, start, to, offset, step);
        Arrays.fill(buffer, start, start + step, (byte) 0); // there may have been a password in it
        start = (start + step) % CAPACITY;
        length -= step;
        notifyAll();
        return step;
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the other end of a pipe", e);
        }
    }

    private synchronized void closeWriter() {
        writerClosed = true;
        notifyAll();
    }

    /** Ends both directions of waiting at once; what is still inside is lost. */
    synchronized void breakOff() {
        readerClosed = true;
        notifyAll();
    }
}
