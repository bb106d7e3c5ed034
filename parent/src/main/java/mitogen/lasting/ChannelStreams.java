package mitogen.lasting;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The two streams of a socket. Those of {@code java.nio.channels.Channels} hold each other up before Java 19. */
final class ChannelStreams {
    private ChannelStreams() {}

    static InputStream in(SocketChannel channel) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return channel.read(ByteBuffer.wrap(to, offset, length));
            }
        };
    }

    static OutputStream out(SocketChannel channel) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                boolean interrupted = Thread.interrupted(); // the JDK would close the channel of whoever sends
                try {
                    ByteBuffer bytes = ByteBuffer.wrap(from, offset, length);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            }

            /** The other end sees it, and what it still sends can be read. */
            @Override
            public void close() throws IOException {
                channel.shutdownOutput();
            }
        };
    }
}
