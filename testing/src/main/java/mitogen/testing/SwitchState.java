package mitogen.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether a switch lets bytes pass, and the links that it is in. Thread-safe. */
final class SwitchState {
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private boolean frozen; // guarded by this, as is the next
    private boolean cut;

    OutputStream link(OutputStream out) {
        Stream stream = new Stream(out);
        streams.add(stream);
        return stream;
    }

    synchronized void freeze(boolean now) {
        frozen = now;
        notifyAll();
    }

    void cut() {
        synchronized (this) {
            cut = true;
            notifyAll();
        }
        for (Stream stream : streams) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // the stream behind it is that of another fault
            }
        }
    }

    /** Waits until something may pass. */
    private synchronized void pass(Stream stream) throws IOException {
        while (frozen && !cut && !stream.closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted on a frozen link", e);
            }
        }
        if (cut || stream.closed) {
            throw new IOException("the link is cut");
        }
    }

    /** One direction of one link. */
    private final class Stream extends FilterOutputStream {
        private boolean closed; // guarded by the state

        Stream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            pass(this);
            out.write(from, offset, count);
        }

        @Override
        public void close() throws IOException {
            synchronized (SwitchState.this) {
                closed = true;
                SwitchState.this.notifyAll();
            }
            streams.remove(this);
            out.close();
        }
    }
}
