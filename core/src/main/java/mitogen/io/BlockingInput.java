package mitogen.io;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Reads a file descriptor on which another process may set O_NONBLOCK at any time. A read that would have to wait fails
 * then, and has read nothing. For one thread.
 */
public final class BlockingInput extends InputStream {
    private final FileInputStream in;
    private final Consumer<FileDescriptor> clearer;

    /** Reads from the given stream, and has the flag cleared where it was set. */
    public BlockingInput(FileInputStream in, Consumer<FileDescriptor> clearer) {
        this.in = in;
        this.clearer = clearer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        try {
            return in.read(to, offset, length);
        } catch (IOException e) {
            clearer.accept(in.getFD());
            return in.read(to, offset, length); // whatever else it was fails again
        }
    }
}
