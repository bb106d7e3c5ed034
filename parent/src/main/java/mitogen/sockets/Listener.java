package mitogen.sockets;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Listens in this process, at a TCP or a Unix socket. The file of a Unix socket is for the account alone, and removed at the end. */
final class Listener implements Closeable {
    /** Connections that nobody has accepted yet. */
    private static final int BACKLOG = 512;

    /** How long to wait after an accept that failed: there may be no descriptors left, until some are closed. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    /** What is done with a connection. */
    interface Accepted {
        /** Serves it, on another thread, and closes it. */
        void accept(Connections.Connection connection, SocketChannel channel) throws IOException;
    }

    private final ServerSocketChannel server;
    private final Path file; // of a Unix socket, or null
    private boolean removed; // guarded by this: the next file of that name is somebody else's

    private Listener(ServerSocketChannel server, Path file) {
        this.server = server;
        this.file = file;
    }

    static Listener open(SocketAddress address) throws IOException {
        UnixDomainSocketAddress unix = address instanceof UnixDomainSocketAddress it ? it : null;
        ServerSocketChannel server =
                unix != null ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            if (unix == null) {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            server.bind(address, BACKLOG);
            if (unix != null) {
                Files.setPosixFilePermissions(unix.getPath(), PosixFilePermissions.fromString("rw-------"));
            }
            return new Listener(server, unix == null ? null : unix.getPath());
        } catch (BindException e) {
            server.close();
            throw (IOException) new BindException(address + ": " + e.getMessage()).initCause(e);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    /** Takes connections until this is closed, or the thread interrupted. */
    void run(Connections connections, Accepted accepted) throws InterruptedException {
        while (server.isOpen()) {
            connections.awaitFree();
            try {
                SocketChannel channel = server.accept();
                connections.start(connection -> {
                    connection.add(channel, Pump::reset);
                    Option.apply(Option.AT_ONCE, channel);
                    accepted.accept(connection, channel);
                });
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                connections.failed(e);
                connections.release();
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException { // whoever comes second finds the file removed
        server.close();
        if (file != null && !removed) {
            removed = true;
            Files.deleteIfExists(file);
        }
    }
}
