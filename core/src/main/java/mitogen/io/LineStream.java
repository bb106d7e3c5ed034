package mitogen.io;

import java.io.IOException;
import java.io.OutputStream;

/** Behind {@code System.out} or {@code System.err}: passes bytes on at each flush, which comes with each line. */
public final class LineStream extends OutputStream {
    private final OutputForwarder forwarder;
    private final int context;
    private final int stream;
    private final byte[] buffer = new byte[8192]; // guarded by this
    private int length;

    /** The given stream of the given context. */
    public LineStream(OutputForwarder forwarder, int context, int stream) {
        this.forwarder = forwarder;
        this.context = context;
        this.stream = stream;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        if (length == buffer.length) {
            flush();
        }
        buffer[length++] = (byte) value;
    }

    @Override
    public synchronized void write(byte[] from, int offset, int count) throws IOException {
        if (count > buffer.length - length) {
            flush();
        }
        if (count > buffer.length) {
            forwarder.send(context, stream, from, offset, count);
        } else {
            System.arraycopy(from, offset, buffer, length, count);
            length += count;
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        int count = length;
        length = 0;
        forwarder.send(context, stream, buffer, 0, count);
    }
}
