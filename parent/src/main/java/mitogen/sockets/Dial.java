package mitogen.sockets;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.function.UnaryOperator;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task.Action;

/**
 * Opens a connection in the context that it runs in, and serves it until it ends. Says {@link Opened} first; if there is no
 * connection, the task fails, and with it the channel.
 *
 * @param from the address to connect from, or null
 * @param options by name, see {@link Option}
 * @param sender where what is read goes
 */
record Dial(Endpoint to, Endpoint from, Map<String, Integer> options, Sender<Object> sender) implements Action {
    @Override
    public void run() throws IOException {
        run(Context.current(), channel -> channel);
    }

    /**
     * Runs in that context.
     *
     * @param opened is given the connection, and gives it back
     */
    void run(Context here, UnaryOperator<SocketChannel> opened) throws IOException {
        try (SocketChannel channel = opened.apply(connect());
                Receiver<Object> in = here.receiver(Option.class)) {
            sender.send(Opened.of(in.sender(), channel));
            new Pump(channel, sender, in).run();
        }
    }

    /** Of several addresses of a name, the first that answers. */
    private SocketChannel connect() throws IOException {
        IOException failure = null;
        for (SocketAddress each : to.resolve()) {
            try {
                return connect(each);
            } catch (ClosedChannelException e) { // this thread was interrupted
                throw e;
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure;
    }

    private SocketChannel connect(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            Option.apply(options, channel);
            if (from != null) {
                channel.bind(from.resolve().get(0));
            }
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
