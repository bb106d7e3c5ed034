package mitogen.sockets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be connected to, or listened at, in some context. A name is not resolved before it is there.
 *
 * @param host a name, or an address as text; null for a Unix socket
 * @param path of a Unix socket, or else null
 */
record Endpoint(String host, int port, String path) {
    static Endpoint of(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return new Endpoint(null, 0, unix.getPath().toString());
        }
        if (address instanceof InetSocketAddress inet) {
            return new Endpoint(inet.getHostString(), inet.getPort(), null);
        }
        throw new IllegalArgumentException(
                "an address is an InetSocketAddress or a UnixDomainSocketAddress, and this is "
                        + (address == null ? "null" : address.getClass().getName()));
    }

    /** What is to be connected to. */
    static Endpoint target(SocketAddress address) {
        Endpoint target = of(address);
        if (target.host != null && target.port == 0) {
            throw new IllegalArgumentException("no connection can be opened to port 0 of " + target.host
                    + ", which stands for a free port to listen at; name the port where something listens");
        }
        return target;
    }

    /** What it stands for in this context: several addresses, if a name has several. */
    List<SocketAddress> resolve() throws UnknownHostException {
        if (host == null) {
            return List.of(UnixDomainSocketAddress.of(path));
        }
        List<SocketAddress> all = new ArrayList<>();
        for (InetAddress each : InetAddress.getAllByName(host)) {
            all.add(new InetSocketAddress(each, port));
        }
        return all;
    }

    @Override
    public String toString() {
        if (host == null) {
            return path;
        }
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
