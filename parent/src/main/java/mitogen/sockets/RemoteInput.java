package mitogen.sockets;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** What a {@link RemoteSocket} reads. One thread reads at a time, others wait for it; nobody waits to ask what is there. */
final class RemoteInput extends InputStream {
    private final RemoteSocket socket;
    private final RemoteConnection connection;

    private final ReentrantLock reading = new ReentrantLock(); // held while a read waits

    // Both guarded by that.
    private byte[] bytes = {1}; // the piece that was taken; empty at the end
    private int next = 1;

    RemoteInput(RemoteSocket socket, RemoteConnection connection) {
        this.socket = socket;
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, bytes.length - next);
            System.arraycopy(bytes, next, to, offset, count);
            next += count;
            return count;
        } finally {
            reading.unlock();
        }
    }

    /** Waits until there is a byte; false at the end. */
    private boolean fill() throws IOException {
        try {
            socket.checkNotClosed();
            if (socket.isInputShutdown()) {
                return false;
            }
            if (next == bytes.length && bytes.length > 0) {
                int millis = socket.getSoTimeout();
                byte[] piece =
                        connection.read(millis == 0 ? RemoteConnection.FOREVER : TimeUnit.MILLISECONDS.toNanos(millis));
                if (piece == null) {
                    throw new SocketTimeoutException("Read timed out");
                }
                take(piece);
            }
            return bytes.length > 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (socket.isClosed()) {
                throw (IOException) new SocketException("Socket closed").initCause(e);
            }
            if (socket.isInputShutdown()) {
                return false;
            }
            throw e;
        }
    }

    private void take(byte[] piece) {
        bytes = piece;
        next = 0;
    }

    @Override
    public int available() throws IOException {
        socket.checkNotClosed();
        if (socket.isInputShutdown() || !reading.tryLock()) {
            return 0;
        }
        try {
            if (next == bytes.length && bytes.length > 0) {
                byte[] piece = connection.readNow();
                if (piece != null) {
                    take(piece);
                }
            }
            return bytes.length - next;
        } finally {
            reading.unlock();
        }
    }

    /** Closes the socket. */
    @Override
    public void close() {
        socket.close();
    }
}
