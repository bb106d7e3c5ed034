package mitogen.launch;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What is written to a tool. To close it never waits. Behind the JDK's buffer that would be to write, and so would wait for
 * whoever writes there: for ever where another process holds the pipe, which is full. So whoever writes closes it, when the
 * write is over. All is flushed at once. Thread-safe.
 */
final class StandardInput extends OutputStream {
    private final OutputStream pipe;
    private int writing; // guarded by this, as is the next
    private boolean closed;

    /** That of a process, without the buffer where that can be. */
    StandardInput(Process process) {
        pipe = Unbuffered.of(process.getOutputStream());
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (this) {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            writing++;
        }
        try {
            pipe.write(bytes, offset, length);
            pipe.flush();
        } finally {
            boolean last;
            synchronized (this) {
                writing--;
                last = closed && writing == 0;
            }
            if (last) {
                closePipe();
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (writing > 0) {
                return;
            }
        }
        closePipe();
    }

    private void closePipe() {
        try {
            pipe.close();
        } catch (IOException e) {
            // nobody is at its other end
        }
    }
}
