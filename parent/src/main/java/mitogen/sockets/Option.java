package mitogen.sockets;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * An option of a connection, applied where the connection is.
 *
 * @param name of a {@link StandardSocketOptions}
 * @param value its value; 1 for true; less than 0 for a linger that is off
 */
record Option(String name, int value) {
    /** Sets it, unless connections of this kind do not have it: a Unix socket has no {@code TCP_NODELAY}. */
    void apply(SocketChannel channel) throws IOException {
        for (SocketOption<?> each : channel.supportedOptions()) {
            if (each.name().equals(name)) {
                set(channel, each);
            }
        }
    }

    @SuppressWarnings("unchecked") // as its type says
    private void set(SocketChannel channel, SocketOption<?> option) throws IOException {
        if (option.type() == Boolean.class) {
            channel.setOption((SocketOption<Boolean>) option, value != 0);
        } else if (option.type() == Integer.class) {
            channel.setOption((SocketOption<Integer>) option, value);
        }
    }
}
