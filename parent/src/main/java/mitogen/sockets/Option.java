package mitogen.sockets;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * An option of a connection, applied where the connection is.
 *
 * @param name of a {@link StandardSocketOptions}
 * @param value its value; 1 for true; less than 0 for a linger that is off
 */
record Option(String name, int value) {
    /** What a close does with bytes that are not yet sent. */
    static final String LINGER = StandardSocketOptions.SO_LINGER.name();

    /** The value of a {@link #LINGER} that is off. */
    static final int OFF = -1;

    /** Of the connections of a forward: who wrote decides what is sent together. As with {@code ssh -L}. */
    static final Map<String, Integer> AT_ONCE = Map.of("TCP_NODELAY", 1);

    /** Sets all of them, by name. */
    static void apply(Map<String, Integer> all, SocketChannel channel) throws IOException {
        for (Map.Entry<String, Integer> each : all.entrySet()) {
            new Option(each.getKey(), each.getValue()).apply(channel);
        }
    }

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
