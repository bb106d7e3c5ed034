package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What forwards to and from a context do, however far away it is. */
abstract class ForwardContract extends ContextFixture {
    @TempDir
    Path folder;

    @Override
    boolean shared() {
        return true;
    }

    private InetSocketAddress server(SocketServer.Kind kind) {
        return Forward.port(SocketServer.start(context, kind));
    }

    private static void echoes(SocketAddress at) throws IOException {
        boolean unix = at instanceof UnixDomainSocketAddress;
        try (SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.connect(at);
            channel.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)));
            channel.shutdownOutput();
            ByteBuffer answer = ByteBuffer.allocate(100);
            while (channel.read(answer) >= 0) {
                // until its end
            }
            assertEquals("hellogoodbye", new String(answer.array(), 0, answer.position(), US_ASCII));
        }
    }

    @Test
    void portZeroIsNoTarget() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> context.forward(Forward.port(0), Forward.port(0)));
        assertTrue(refused.getMessage().startsWith("no connection can be opened to port 0 of localhost"));
        assertThrows(IllegalArgumentException.class, () -> context.reverse(Forward.port(0), Forward.port(0)));
    }

    @Test
    void connectionsAreOpenedThere() throws Exception {
        try (Forward forward = context.forward(Forward.port(0), server(SocketServer.Kind.ECHO))) {
            InetSocketAddress at = (InetSocketAddress) forward.address();
            assertTrue(at.getAddress().isLoopbackAddress());
            echoes(at);
            List<Socket> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket(at.getAddress(), at.getPort());
                all.add(socket);
                socket.getOutputStream().write(i);
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(i, all.get(i).getInputStream().read());
            }
            assertEquals(21, forward.total());
            assertTrue(forward.connections() >= 20);
            assertTrue(forward.lastFailure().isEmpty());
            for (Socket socket : all) {
                socket.close();
            }
            Await.until("none is left", () -> forward.connections() == 0);
        }
        Await.until("the server has none left", () -> SocketServer.open(context) == 0);
    }

    @Test
    void unixSocketsAtBothSides() throws Exception {
        UnixDomainSocketAddress far = UnixDomainSocketAddress.of(folder.resolve("far"));
        SocketServer.start(context, SocketServer.Kind.ECHO, far.toString());
        UnixDomainSocketAddress near = UnixDomainSocketAddress.of(folder.resolve("near"));
        try (Forward forward = context.forward(near, far)) {
            assertEquals(near, forward.address());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(near.getPath())));
            echoes(near);
            assertThrows(BindException.class, () -> context.forward(near, far));
        }
        assertFalse(Files.exists(near.getPath()));
        try (Forward reverse = context.reverse(near, far)) {
            assertEquals(near, reverse.address());
            echoes(near);
        }
        assertFalse(Files.exists(near.getPath()));
    }

    @Test
    void theReverseListensThereAndConnectsHere() throws Exception {
        try (ServerSocket here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Forward reverse = context.reverse(Forward.port(0), here.getLocalSocketAddress());
            int port = ((InetSocketAddress) reverse.address()).getPort();
            Thread server = new Thread(() -> {
                try (Socket socket = here.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().readAllBytes());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            server.start();
            int size = context.call(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream().write(new byte[500_000]);
                    socket.shutdownOutput();
                    return socket.getInputStream().readAllBytes().length;
                }
            });
            assertEquals(500_000, size);
            server.join();
            assertEquals(1, reverse.total());
            assertThrows(BindException.class, () -> context.reverse(Forward.port(port), here.getLocalSocketAddress()));
            reverse.close();
            context.call(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close()); // it is free
        }
    }

    @Test
    void whatCannotBeOpenedIsResetAndTold() throws Exception {
        int free = context.call(SocketServer::freePort);
        try (Forward forward = context.forward(Forward.port(0), Forward.port(free))) {
            InetSocketAddress at = (InetSocketAddress) forward.address();
            try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
                assertThrows(
                        SocketException.class, () -> socket.getInputStream().read());
            }
            IOException failure = forward.lastFailure().orElseThrow();
            assertTrue(failure instanceof ConnectException, failure::toString);
            assertTrue(failure.getMessage().endsWith(":" + free + ": Connection refused"), failure::toString);
        }
        int unused = SocketServer.freePort();
        try (Forward reverse =
                context.reverse(Forward.port(0), new InetSocketAddress(InetAddress.getLoopbackAddress(), unused))) {
            int port = ((InetSocketAddress) reverse.address()).getPort();
            assertTrue(context.call(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    return socket.getInputStream().read() < 0;
                } catch (SocketException e) {
                    return e.getMessage().equals("Connection reset");
                }
            }));
            Await.until("the failure is told", () -> reverse.lastFailure().isPresent());
            assertTrue(reverse.lastFailure().orElseThrow() instanceof ConnectException);
        }
    }

    @Test
    void aBreakAtOneEndIsABreakAtTheOther() throws Exception {
        try (Forward forward = context.forward(Forward.port(0), server(SocketServer.Kind.RESETS))) {
            InetSocketAddress at = (InetSocketAddress) forward.address();
            try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
                socket.getOutputStream().write(1);
                assertThrows(
                        SocketException.class, () -> socket.getInputStream().readAllBytes());
            }
        }
        int before = SocketServer.failures(context);
        try (Forward forward = context.forward(Forward.port(0), server(SocketServer.Kind.ECHO))) {
            InetSocketAddress at = (InetSocketAddress) forward.address();
            try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
                socket.setSoLinger(true, 0);
            }
            Await.until("the server's end was reset", () -> SocketServer.failures(context) > before);
        }
    }

    @Test
    void aClosedForwardHasNoConnections() throws Exception {
        InetSocketAddress server = server(SocketServer.Kind.ECHO);
        Forward forward = context.forward(Forward.port(0), server);
        InetSocketAddress at = (InetSocketAddress) forward.address();
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            forward.close();
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
            assertThrows(ConnectException.class, () -> new Socket(at.getAddress(), at.getPort()));
        }
        forward.close();
        Await.until("the server has none left", () -> SocketServer.open(context) == 0);
        assertEquals(0, forward.connections());
        assertTrue(forward.lastFailure().isEmpty());
    }

    /** But for what was asked for by who is above, see {@link #theReverseListensThereAndConnectsHere}. */
    @Test
    void aContextOpensNothingAbove() throws Exception {
        Context above = mitogen.context();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            String refused = context.call(() -> {
                try (Socket socket = above.sockets().createSocket("localhost", port)) {
                    return "connected to " + socket;
                } catch (SocketException e) {
                    return e.getCause().getClass().getSimpleName();
                }
            });
            assertEquals("RefusedException", refused);
            refused = context.call(() -> {
                try (Forward reverse = above.reverse(Forward.port(0), Forward.port(port))) {
                    return "listens at " + reverse;
                } catch (SocketException e) {
                    return e.getCause().getClass().getSimpleName();
                }
            });
            assertEquals("RefusedException", refused);
            server.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, server::accept);
        }
    }

    @Test
    @Alone
    void aForwardEndsWithItsContext() throws Exception {
        UnixDomainSocketAddress there = UnixDomainSocketAddress.of(folder.resolve("there"));
        InetSocketAddress server = server(SocketServer.Kind.ECHO);
        Forward forward = context.forward(Forward.port(0), server);
        Forward socks = context.socks(Forward.port(0));
        Forward reverse = context.reverse(there, forward.address());
        InetSocketAddress at = (InetSocketAddress) forward.address();
        echoes(there);
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            context.close();
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
        Await.until("nobody listens", () -> {
            try {
                new Socket(at.getAddress(), at.getPort()).close();
                return false;
            } catch (ConnectException e) {
                return true;
            } catch (SocketException e) {
                return false; // reset, by one that is about to end
            }
        });
        for (Forward each : List.of(forward, socks, reverse)) {
            assertTrue(each.lastFailure().isPresent());
            each.close();
        }
        assertFalse(Files.exists(there.getPath()));
        assertThrows(SocketException.class, () -> context.reverse(Forward.port(0), at));
    }
}
