package mitogen.streams;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import mitogen.ChannelClosedException;
import mitogen.MitogenException;
import mitogen.Receiver;

/** What comes through a channel of byte arrays. Closing it closes the channel. One thread at a time reads. */
public final class ChannelInputStream extends InputStream {
    private static final byte[] NONE = {};

    /** The channel did not end in order: who sent has failed, or is gone. */
    public static final class LostException extends IOException {
        private static final long serialVersionUID = 1;

        private LostException(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final Receiver<byte[]> receiver;
    private byte[] chunk = NONE;
    private int at;
    private boolean ended;
    private volatile boolean closed;

    /** The values of the channel, one after the other. */
    public ChannelInputStream(Receiver<byte[]> receiver) {
        this.receiver = receiver;
    }

    @Override
    public synchronized int read() throws IOException {
        return fill() ? chunk[at++] & 0xff : -1;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, bytes, offset, count);
        at += count;
        return count;
    }

    @Override
    public synchronized int available() throws IOException {
        if (closed) {
            throw new IOException("Stream closed");
        }
        return chunk.length - at;
    }

    /** Waits until there is something in the chunk; gives false at the end. */
    private boolean fill() throws IOException {
        while (at == chunk.length && !ended) {
            if (closed) {
                throw new IOException("Stream closed");
            }
            try {
                chunk = receiver.take();
                at = 0;
            } catch (ChannelClosedException end) {
                ended = true;
            } catch (MitogenException | ClassCastException failure) { // the latter if it was sent something else
                throw new LostException(failure);
            }
        }
        if (closed) {
            throw new IOException("Stream closed");
        }
        return !ended;
    }

    @Override
    public void close() {
        closed = true;
        receiver.close();
    }
}
