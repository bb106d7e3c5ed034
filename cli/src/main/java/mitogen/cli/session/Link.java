package mitogen.cli.session;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** One connection between a client and a session. One thread reads; any thread sends. */
final class Link implements AutoCloseable {
    private static final int HEADER = 5;
    private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(Frames.CHUNK); // of the thread that reads
    private final Object sending = new Object();
    private int type;

    Link(SocketChannel channel) {
        this.channel = channel;
        in.flip();
    }

    /**
     * Connects to the socket.
     *
     * @throws IOException if nobody listens there
     * @throws SessionException if somebody else does
     */
    static Link to(Path socket, UserPrincipal owner) throws IOException, SessionException {
        beQuick();
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        if (!isOf(owner, channel)) {
            channel.close();
            throw new SessionException(
                    "the process behind " + socket + " belongs to another account; nothing was sent to it"
                            + "\nRemove the socket, and look who could make it.");
        }
        return new Link(channel);
    }

    /** Java else looks for providers of channels in all jars and modules: a tenth of the time of a client. */
    private static void beQuick() {
        String name = "sun.nio.ch.EPollSelectorProvider"; // the default on Linux
        try {
            Class.forName(name, false, null);
            if (System.getProperty(PROVIDER) == null) {
                System.setProperty(PROVIDER, name);
            }
        } catch (ClassNotFoundException elsewhere) {
            // Then Java looks for it.
        }
    }

    /** Whether the process at the other end is of this account. The kernel says so, not the process. */
    static boolean isOf(UserPrincipal owner, SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
    }

    void send(int type) throws IOException {
        send(type, new byte[0], 0, 0);
    }

    /** A text that is too long is cut. */
    void send(int type, String text) throws IOException {
        byte[] bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
        send(type, bytes, 0, Math.min(bytes.length, Frames.CHUNK));
    }

    /** Sends one frame; waits until the socket has taken it. */
    void send(int type, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
        frame.put((byte) type).putInt(length).put(bytes, offset, length).flip();
        synchronized (sending) {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        }
    }

    /**
     * Waits for the next frame. {@link #type} gives its type.
     *
     * @return its payload; null at the end
     * @throws IOException if the bytes are no frame, or the link is broken
     */
    byte[] next() throws IOException {
        if (!fill(true)) {
            return null;
        }
        type = in.get() & 0xff;
        byte[] length = new byte[Integer.BYTES];
        read(length);
        int count = ByteBuffer.wrap(length).getInt();
        if (count < 0 || count > Frames.limit(type)) {
            throw new IOException("no frame of a session: type " + type + ", " + count + " bytes");
        }
        byte[] payload = new byte[count];
        read(payload);
        return payload;
    }

    int type() {
        return type;
    }

    /** Overwrites what has been read so far; for the thread that reads. */
    void forget() {
        for (int i = 0; i < in.position(); i++) {
            in.put(i, (byte) 0);
        }
    }

    private void read(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            fill(false);
            int count = Math.min(in.remaining(), bytes.length - at);
            in.get(bytes, at, count);
            at += count;
        }
    }

    private boolean fill(boolean mayEnd) throws IOException {
        while (!in.hasRemaining()) {
            in.clear();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                if (mayEnd) {
                    return false;
                }
                throw new EOFException("the link ended within a frame");
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
