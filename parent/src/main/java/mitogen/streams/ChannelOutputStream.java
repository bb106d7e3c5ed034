package mitogen.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import mitogen.ChannelClosedException;
import mitogen.MitogenException;
import mitogen.Sender;

/**
 * Sends what is written through a channel of byte arrays: at {@link #flush}, at {@link #close}, and when {@value #CHUNK} bytes
 * have come together. Closing it closes the channel. Thread-safe.
 */
public final class ChannelOutputStream extends OutputStream {
    /** The most bytes in one value: with what stands before them, they fill one frame. */
    public static final int CHUNK = 64 * 1024 - 256;

    private final Sender<byte[]> sender;
    private final byte[] buffer = new byte[CHUNK];
    private int count; // guarded by this, as is the next
    private boolean closed;

    /** Into that channel. */
    public ChannelOutputStream(Sender<byte[]> sender) {
        this.sender = sender;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        checkOpen();
        if (count == CHUNK) {
            send();
        }
        buffer[count++] = (byte) value;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        checkOpen();
        for (int done = 0; done < length; ) {
            if (count == CHUNK) {
                send();
            }
            int part = Math.min(length - done, CHUNK - count);
            System.arraycopy(bytes, offset + done, buffer, count, part);
            count += part;
            done += part;
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        checkOpen();
        send();
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("Stream closed");
        }
    }

    private void send() throws IOException {
        if (count > 0) {
            byte[] chunk = Arrays.copyOf(buffer, count);
            count = 0;
            try {
                sender.send(chunk);
            } catch (ChannelClosedException gone) {
                throw new IOException("Broken pipe: " + gone.getMessage(), gone);
            } catch (MitogenException failure) {
                throw new IOException(failure.getMessage(), failure);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            try {
                send();
            } finally {
                closed = true;
                sender.close();
            }
        }
    }
}
