package mitogen.sockets;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** What a {@link RemoteSocket} writes. One thread writes at a time, others wait for it. */
final class RemoteOutput extends OutputStream {
    private final RemoteSocket socket;
    private final RemoteConnection connection;
    private final ReentrantLock writing = new ReentrantLock(); // held while a write waits, so that pieces stay together

    RemoteOutput(RemoteSocket socket, RemoteConnection connection) {
        this.socket = socket;
        this.connection = connection;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        writing.lock();
        try {
            int end = offset + length;
            for (int at = offset; at < end; at += Pump.CHUNK) {
                send(Arrays.copyOfRange(from, at, Math.min(end, at + Pump.CHUNK)));
            }
        } finally {
            writing.unlock();
        }
    }

    private void send(byte[] piece) throws IOException {
        socket.checkNotClosed();
        if (socket.isOutputShutdown()) {
            throw new SocketException("Socket output is shutdown");
        }
        try {
            connection.send(piece);
        } catch (IOException e) {
            throw socket.isClosed() ? (IOException) new SocketException("Socket closed").initCause(e) : e;
        }
    }

    /** Closes the socket. */
    @Override
    public void close() {
        socket.close();
    }
}
