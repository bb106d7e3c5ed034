package mitogen.cli.system;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Standard output that is a socket. Who has made it may have set O_NONBLOCK, as rsync does for the program that it starts: a
 * write that would have to wait then fails, and a stream does not tell how much of it was written. A channel does.
 */
final class SocketOutput extends OutputStream {
    private static final long PAUSE_NANOS = 1_000_000; // Java cannot wait for a descriptor that it has not opened

    private final FileOutputStream out;

    SocketOutput(FileOutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            if (out.getChannel().write(left) == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
