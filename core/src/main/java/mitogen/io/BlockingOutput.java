package mitogen.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Writes to a file descriptor on which another process may set O_NONBLOCK at any time. A write that would have to wait
 * fails then. So little is written at a time that a pipe takes all of it or nothing (PIPE_BUF), and a socket of this
 * machine does so too: of more nobody could tell how much was written. For one thread at a time.
 */
public final class BlockingOutput extends OutputStream {
    private static final int MOST = 4096;

    private final FileOutputStream out;
    private final Consumer<FileDescriptor> clearer;

    /** Writes to the given stream, and has the flag cleared where it was set. */
    public BlockingOutput(FileOutputStream out, Consumer<FileDescriptor> clearer) {
        this.out = out;
        this.clearer = clearer;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += MOST) {
            int count = Math.min(MOST, length - done);
            try {
                out.write(from, offset + done, count);
            } catch (IOException e) {
                clearer.accept(out.getFD());
                out.write(from, offset + done, count); // whatever else it was fails again
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
