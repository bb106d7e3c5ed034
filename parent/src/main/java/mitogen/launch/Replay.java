package mitogen.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * What is written to a child before it is up, kept in case that it has to be said once more, to another process. So
 * nothing has to wait for the news that Java was found there. Thread-safe.
 */
final class Replay extends OutputStream {
    /** Bytes that are kept; whoever writes more waits until it is clear that they are not needed. */
    private static final int MOST = 1 << 20;

    private final Kept kept = new Kept(); // guarded by this, as is all
    private OutputStream to;
    private boolean keeping = true;
    private boolean restarting;
    private boolean closed;

    /** Its arrays are wiped: there may be a password in them. */
    private static final class Kept extends ByteArrayOutputStream {
        void add(byte[] from, int offset, int length) {
            if (length > buf.length - count) {
                byte[] old = buf;
                buf = Arrays.copyOf(old, Math.max(2 * old.length, count + length));
                Arrays.fill(old, (byte) 0);
            }
            write(from, offset, length);
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
            buf = new byte[0];
            count = 0;
        }
    }

    Replay(OutputStream to) {
        this.to = to;
    }

    /** What was written so far is written again, there, and so is all that comes. Before {@link #settle}. */
    void restart(OutputStream other) throws IOException {
        byte[] before;
        synchronized (this) {
            restarting = true;
            to = other;
            before = kept.toByteArray();
        }
        try {
            other.write(before);
            other.flush();
        } finally {
            Arrays.fill(before, (byte) 0);
            synchronized (this) {
                restarting = false;
                notifyAll();
            }
        }
    }

    /** It will not be restarted any more. */
    synchronized void settle() {
        keeping = false;
        kept.wipe();
        notifyAll();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        OutputStream there = keep(bytes, offset, length);
        try {
            there.write(bytes, offset, length); // not under the lock: it may have to wait for the child
        } catch (IOException e) {
            check(e);
        }
    }

    /** Waits whoever interrupts: a link whose writer gave up would stay silent, and its child be taken for frozen. */
    private synchronized OutputStream keep(byte[] bytes, int offset, int length) throws IOException {
        boolean interrupted = false;
        while ((restarting || keeping && kept.size() + length > MOST) && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (keeping) {
            kept.add(bytes, offset, length);
        }
        return to;
    }

    /** As long as all is kept, a process that has ended may have a successor. */
    private synchronized void check(IOException failure) throws IOException {
        if (!keeping || closed) {
            throw failure;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            there().flush();
        } catch (IOException e) {
            check(e);
        }
    }

    private synchronized OutputStream there() {
        return to;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        settle();
        there().close();
    }
}
