package mitogen;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Connections that are accepted at one place, and opened at another: see {@link Context#forward}, {@link Context#reverse} and
 * {@link Context#socks}. It lasts until it is closed, or one of the two contexts ends. Thread-safe.
 *
 * <p>At most 1,024 connections are open at a time; further ones wait to be accepted. A connection that breaks at one end is
 * reset at the other. If one direction ends, the other one goes on.
 */
public interface Forward extends AutoCloseable {
    /**
     * {@return the address that connections are accepted at, with the port that the system has chosen where port 0 was asked
     * for} It is an address of the place that listens.
     */
    SocketAddress address();

    /** {@return how many connections are open, or about to be} */
    int connections();

    /** {@return how many connections were accepted in all} */
    long total();

    /**
     * {@return what failed last} A connection that could not be opened, or has broken, or the end of one of the contexts. Those
     * that break because this is closed do not count.
     */
    Optional<IOException> lastFailure();

    /**
     * Accepts no more connections, and resets those that are open. The address is free when this returns, unless the context
     * that listens does not answer within five seconds. Does nothing the second time.
     */
    @Override
    void close();
}
