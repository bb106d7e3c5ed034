package mitogen.sockets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import mitogen.Context;

/** Makes sockets whose connections are opened in another context. Thread-safe. */
final class ContextSockets extends SocketFactory {
    private final Context here;
    private final Context there;

    ContextSockets(Context here, Context there) {
        this.here = here;
        this.there = there;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new RemoteSocket(here, there);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(name(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(name(host, port), new InetSocketAddress(from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(name(host.getHostAddress(), port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(name(host.getHostAddress(), port), new InetSocketAddress(from, fromPort));
    }

    /** Null is the loopback address, as with the JDK's sockets. */
    private static InetSocketAddress name(String host, int port) {
        return InetSocketAddress.createUnresolved(host == null ? "localhost" : host, port);
    }

    private Socket connected(SocketAddress to, SocketAddress from) throws IOException {
        Socket socket = createSocket();
        try {
            if (from != null) {
                socket.bind(from);
            }
            socket.connect(to);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
