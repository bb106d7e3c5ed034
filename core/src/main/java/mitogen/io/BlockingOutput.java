package mitogen.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import mitogen.route.Link;

/**
 * Writes to a file descriptor on which another process may set O_NONBLOCK at any time. A write that would have to wait
 * fails then. A stream does not tell how much of it was written, a channel does; but an interrupt closes a channel. So little
 * is written at a time through the stream that a pipe takes all of it or nothing (PIPE_BUF), and a socket of this machine does
 * so too. What is longer goes through the channel first. For one thread at a time.
 */
public final class BlockingOutput extends OutputStream {
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
        int done = offset;
        if (length > Link.INLINE) {
            ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
            while (out.getChannel().write(bytes) > 0) {
                done = bytes.position();
            }
        }
        while (done < offset + length) {
            int count = Math.min(Link.INLINE, offset + length - done);
            try {
                out.write(from, done, count);
            } catch (IOException e) {
                clearer.accept(out.getFD());
                out.write(from, done, count); // whatever else it was fails again
            }
            done += count;
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
