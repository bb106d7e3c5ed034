package mitogen.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Consumer;

/** A file there as a stream: what is to come is on its way already. */
final class RemoteInput extends InputStream {
    private final ReadAhead ahead;
    private final RemoteFile file;
    private final Consumer<RemoteInput> closing;
    private long place; // guarded by this
    private volatile boolean closed;

    RemoteInput(RemoteFile file, Consumer<RemoteInput> closing) {
        this.file = file;
        this.closing = closing;
        ahead = new ReadAhead(file, null);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] to, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, to.length);
        if (closed) {
            throw new ClosedChannelException();
        }
        int read = ahead.read(place, ByteBuffer.wrap(to, from, length));
        place += Math.max(0, read);
        return read;
    }

    @Override
    public void close() {
        closed = true;
        file.abandon();
        closing.accept(this);
    }
}
