package mitogen.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Objects;

/**
 * A file there as a stream that is written. What is written goes in chunks, and is not waited for; what fails of it, fails the
 * flush or the close. A stream that nobody sees until it is closed can be opened when it has something to send: a small one is
 * then opened, written and closed at once.
 */
final class RemoteOutput extends OutputStream {
    private static final int CHUNK = 256 * 1024;

    /** Opens the file, or writes all of it. */
    interface Target {
        RemoteFile open() throws IOException;

        void write(byte[] all) throws IOException;

        /** It was changed. */
        void changed();

        /** It is closed. */
        void closed(RemoteOutput stream);
    }

    private final Target target;
    private final boolean append;
    private byte[] chunk = new byte[1024]; // guarded by this, as is all below
    private int length;
    private long place;
    private RemoteFile file; // or null
    private boolean closed;

    /** @param file null if it is to be opened when the first chunk is full */
    RemoteOutput(Target target, RemoteFile file, boolean append) {
        this.target = target;
        this.file = file;
        this.append = append;
    }

    @Override
    public void write(int next) throws IOException {
        write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, bytes.length);
        if (closed) {
            throw new ClosedChannelException();
        }
        int at = from;
        int left = count;
        while (left > 0) {
            int part = Math.min(left, CHUNK - length);
            if (length + part > chunk.length) {
                chunk = Arrays.copyOf(chunk, Math.min(CHUNK, Math.max(length + part, 4 * chunk.length)));
            }
            System.arraycopy(bytes, at, chunk, length, part);
            length += part;
            at += part;
            left -= part;
            if (length == CHUNK) {
                send();
            }
        }
    }

    private void send() throws IOException {
        if (file == null) {
            file = target.open();
        }
        if (length > 0) {
            file.order(OpenedFile.WRITE, append ? -1 : place, 0, chunk, length);
            place += length;
            length = 0;
            target.changed();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!closed && file != null) {
            send();
            file.ask(OpenedFile.CHECK, 0, 0);
            target.changed();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (file == null) {
                target.write(Arrays.copyOf(chunk, length));
                return;
            }
            send();
            file.close();
        } finally {
            if (file != null) {
                file.abandon();
            }
            target.changed();
            target.closed(this);
        }
    }
}
