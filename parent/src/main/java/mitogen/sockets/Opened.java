package mitogen.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import mitogen.Sender;

/**
 * The first word of who has opened a connection, or listens. Addresses are bytes: who reads them looks up no name.
 *
 * @param sender what is sent here is written to the connection; null from who listens
 * @param local the address of this end, null if it is a Unix socket
 * @param remote the address of the other end, null if it is a Unix socket, or if this listens
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record Opened(Sender<Object> sender, byte[] local, int localPort, byte[] remote, int remotePort) {
    static Opened of(Sender<Object> sender, SocketChannel channel) throws IOException {
        return of(sender, channel.getLocalAddress(), channel.getRemoteAddress());
    }

    static Opened of(Sender<Object> sender, SocketAddress local, SocketAddress remote) {
        return new Opened(sender, bytes(local), port(local), bytes(remote), port(remote));
    }

    private static byte[] bytes(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress().getAddress() : null;
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }
}
