package mitogen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Accepts connections in one context, and opens each of them in another context: see {@link Context#forward}, {@link
 * Context#reverse} and {@link Context#socks}. It lasts until it is closed, or one of the two contexts ends. Thread-safe.
 *
 * <p>At most 1,024 connections are open at a time; further ones wait to be accepted. A connection that breaks at one end is
 * reset at the other end. If one direction of a connection ends, the other direction goes on.
 */
public interface Forward extends AutoCloseable {
    /**
     * {@return a port of the loopback address of whichever context listens or connects there} {@code
     * web.forward(Forward.port(0), Forward.port(5432))} listens at a free port here, and connects to port 5432 of {@code web}.
     *
     * @param port 0 to 65535. To listen, 0 stands for a free port. To connect, the port is 1 or more
     * @throws IllegalArgumentException if the number is out of range
     */
    static InetSocketAddress port(int port) {
        return InetSocketAddress.createUnresolved("localhost", port);
    }

    /**
     * {@return the address where connections are accepted} If port 0 was given, the address has the port that the system has
     * chosen. It is an address of the context that listens.
     */
    SocketAddress address();

    /** {@return how many connections are open, or about to be} */
    int connections();

    /** {@return how many connections were accepted in all} */
    long total();

    /**
     * {@return what failed last} This is a connection that could not be opened or has broken, or the end of one of the
     * contexts. A connection that breaks because of {@link #close} does not count.
     */
    Optional<IOException> lastFailure();

    /**
     * Accepts no more connections, and resets the open ones. When this method returns, the address is free, unless the context
     * that listens does not answer within five seconds. Does nothing the second time.
     */
    @Override
    void close();
}
