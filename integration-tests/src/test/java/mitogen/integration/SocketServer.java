package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mitogen.Context;

/** Small servers in a context, on threads of their own; they end with its process. */
final class SocketServer {
    private static final Set<SocketChannel> OPEN = ConcurrentHashMap.newKeySet();
    private static final Set<Integer> PEERS = ConcurrentHashMap.newKeySet();
    private static final List<AutoCloseable> SERVERS = new ArrayList<>();
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static final AtomicLong COUNTED = new AtomicLong();

    private SocketServer() {}

    /** What a server does with a connection. */
    enum Kind {
        /** Sends back what comes, and says goodbye at the end. */
        ECHO,
        /** Says go, ends its direction, and counts what comes. */
        COUNTS,
        /** Says half, and resets the connection when something comes. */
        RESETS,
        /** Sends zeros as fast as it may. */
        ZEROS
    }

    /** Starts one on a free port of the loopback address there. */
    static int start(Context context, Kind kind) {
        return start(context, kind, null);
    }

    /** Starts one there at a Unix socket, or on a free port if the path is null. */
    static int start(Context context, Kind kind, String path) {
        return context.call(() -> listen(kind, path));
    }

    private static int listen(Kind kind, String path) throws IOException {
        ServerSocketChannel server = path == null
                ? ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))
                : ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        synchronized (SERVERS) {
            SERVERS.add(server);
        }
        run("accepts", () -> {
            while (true) {
                SocketChannel channel = server.accept();
                OPEN.add(channel);
                if (path == null) {
                    PEERS.add(((InetSocketAddress) channel.getRemoteAddress()).getPort());
                }
                run("serves", () -> serve(kind, channel));
            }
        });
        return path == null ? ((InetSocketAddress) server.getLocalAddress()).getPort() : 0;
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Ends those of this context, or of its JVM; connections end by themselves. */
    static void stop(Context context) {
        context.call(() -> {
            for (AutoCloseable server : SERVERS) {
                server.close();
            }
            SERVERS.clear();
        });
    }

    private static void run(String what, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        FAILURES.incrementAndGet();
                    }
                },
                "socket server " + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(Kind kind, SocketChannel channel) throws IOException {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocate(100_000);
            switch (kind) {
                case ECHO -> {
                    while (channel.read(buffer) >= 0) {
                        write(channel, buffer.flip());
                        buffer.clear();
                    }
                    write(channel, ByteBuffer.wrap("goodbye".getBytes(US_ASCII)));
                }
                case COUNTS -> {
                    COUNTED.set(0);
                    write(channel, ByteBuffer.wrap("go".getBytes(US_ASCII)));
                    channel.shutdownOutput();
                    for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer.clear())) {
                        COUNTED.addAndGet(count);
                    }
                }
                case RESETS -> {
                    write(channel, ByteBuffer.wrap("half".getBytes(US_ASCII)));
                    channel.read(buffer);
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                case ZEROS -> {
                    while (true) {
                        write(channel, buffer.clear());
                    }
                }
            }
        } finally {
            OPEN.remove(channel);
        }
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** How many connections the servers there have open. */
    static int open(Context context) {
        return context.call(() -> OPEN.size());
    }

    /** The ports that connections there came from. */
    static Set<Integer> peers(Context context) {
        return context.call(() -> Set.copyOf(PEERS));
    }

    /** How many connections there have failed. */
    static int failures(Context context) {
        return context.call(() -> FAILURES.get());
    }

    /** How many bytes the last one that counts has read. */
    static long counted(Context context) {
        return context.call(() -> COUNTED.get());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** An address there where connects wait for ever: nobody accepts, and the queue is full. */
    static SocketAddress full(Context context) {
        int port = context.call(() -> {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            ServerSocket server = new ServerSocket(0, 1, loopback);
            synchronized (SERVERS) {
                SERVERS.add(server);
                for (int i = 0; i < 4; i++) {
                    SocketChannel waiting = SocketChannel.open();
                    waiting.configureBlocking(false);
                    waiting.connect(new InetSocketAddress(loopback, server.getLocalPort()));
                    SERVERS.add(waiting);
                }
            }
            return server.getLocalPort();
        });
        return InetSocketAddress.createUnresolved("127.0.0.1", port);
    }
}
