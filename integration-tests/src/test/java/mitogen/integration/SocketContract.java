package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mitogen.Context;
import mitogen.ContextLostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sockets of a context do, however far away it is. The servers run there. */
abstract class SocketContract extends ContextFixture {
    @TempDir
    Path folder;

    @Override
    boolean shared() {
        return true;
    }

    private Socket connect(SocketAddress address) throws IOException {
        Socket socket = context.sockets().createSocket();
        socket.connect(address);
        return socket;
    }

    private InetSocketAddress server(SocketServer.Kind kind) {
        return InetSocketAddress.createUnresolved("localhost", SocketServer.start(context, kind));
    }

    @Test
    void bytesGoBothWaysAndEachDirectionEndsByItself() throws Exception {
        try (Socket socket = connect(server(SocketServer.Kind.ECHO))) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write("hello".getBytes(US_ASCII));
            assertEquals("hello", new String(in.readNBytes(5), US_ASCII));
            assertEquals(0, in.available());
            out.write(1);
            assertEquals(1, in.read());
            socket.shutdownOutput();
            assertTrue(socket.isOutputShutdown());
            assertEquals("goodbye", new String(in.readAllBytes(), US_ASCII));
            assertEquals(-1, in.read());
            assertThrows(SocketException.class, () -> out.write(1));
        }
    }

    @Test
    void aServerThatEndsItsDirectionStillReads() throws Exception {
        try (Socket socket = connect(server(SocketServer.Kind.COUNTS))) {
            assertEquals("go", new String(socket.getInputStream().readAllBytes(), US_ASCII));
            socket.getOutputStream().write(new byte[300_000]);
            socket.shutdownOutput();
            Await.until("all was read", () -> SocketServer.counted(context) == 300_000);
        }
    }

    @Test
    void largeDataArrivesAsItWasSent() throws Exception {
        byte[] bytes = new byte[6_000_001];
        new Random(7).nextBytes(bytes);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Socket socket = connect(server(SocketServer.Kind.ECHO))) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            digest.update(socket.getInputStream().readNBytes(bytes.length));
            writer.get(20, TimeUnit.SECONDS);
            assertEquals("goodbye", new String(socket.getInputStream().readAllBytes(), US_ASCII));
        }
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertArrayEquals(expected, digest.digest());
    }

    @Test
    void aSlowConnectionStopsNoOther() throws Exception {
        InetSocketAddress server = server(SocketServer.Kind.ZEROS);
        try (Socket slow = connect(server);
                Socket quick = connect(server)) {
            assertEquals(0, slow.getInputStream().read()); // and no more: its window fills
            assertEquals(16 << 20, quick.getInputStream().readNBytes(16 << 20).length);
        }
    }

    @Test
    void manyConnectionsAtATime() throws Exception {
        InetSocketAddress server = server(SocketServer.Kind.ECHO);
        List<Socket> all = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = connect(server);
                all.add(socket);
                socket.getOutputStream().write(i);
            }
            for (int i = 0; i < 40; i++) {
                assertEquals(i, all.get(i).getInputStream().read());
            }
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
        Await.until("the server has none left", () -> SocketServer.open(context) == 0);
    }

    @Test
    void aTimeoutLeavesTheSocketUsable() throws Exception {
        try (Socket socket = connect(server(SocketServer.Kind.ECHO))) {
            socket.setSoTimeout(20);
            assertEquals(20, socket.getSoTimeout());
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
            socket.getOutputStream().write(5);
            socket.setSoTimeout(0);
            assertEquals(5, socket.getInputStream().read());
        }
    }

    @Test
    void addressesAreThoseOfThere() throws Exception {
        InetSocketAddress server = server(SocketServer.Kind.ECHO);
        try (Socket socket = context.sockets().createSocket("localhost", server.getPort())) {
            assertTrue(socket.isConnected() && socket.isBound() && !socket.isClosed());
            assertTrue(socket.getInetAddress().isLoopbackAddress());
            assertEquals("localhost", socket.getInetAddress().getHostName());
            assertEquals(server.getPort(), socket.getPort());
            assertEquals(server.getPort(), ((InetSocketAddress) socket.getRemoteSocketAddress()).getPort());
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            assertTrue(SocketServer.peers(context).contains(socket.getLocalPort()), "the server sees another port");
            assertNull(socket.getChannel());
        }
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (Socket socket = context.sockets().createSocket(loopback, server.getPort(), loopback, 0)) {
            assertEquals(loopback, socket.getLocalAddress());
        }
    }

    @Test
    void optionsAreAppliedThere() throws Exception {
        InetSocketAddress server = server(SocketServer.Kind.ECHO);
        try (Socket socket = context.sockets().createSocket()) {
            assertThrows(SocketException.class, socket::getInputStream);
            socket.setTcpNoDelay(true);
            socket.setReceiveBufferSize(200_000);
            socket.connect(server, 20_000);
            socket.setKeepAlive(true);
            socket.setOption(StandardSocketOptions.IP_TOS, 8);
            assertTrue(socket.getTcpNoDelay() && socket.getKeepAlive());
            assertEquals(8, socket.getOption(StandardSocketOptions.IP_TOS));
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            assertThrows(SocketException.class, () -> socket.connect(server));
        }
        try (Socket socket = connect(server(SocketServer.Kind.ECHO))) {
            socket.setSoLinger(true, 0);
        }
        Await.until("the server's connection was reset", () -> SocketServer.failures(context) > 0);
    }

    @Test
    void whatCannotBeConnectedFailsAsAnySocketDoes() throws Exception {
        int free = context.call(SocketServer::freePort);
        ConnectException refused =
                assertThrows(ConnectException.class, () -> context.sockets().createSocket("localhost", free));
        assertEquals(
                context.name() + " could not connect to localhost:" + free + ": Connection refused",
                refused.getMessage());
        UnknownHostException unknown = assertThrows(
                UnknownHostException.class, () -> context.sockets().createSocket("no.such.host.invalid", 1));
        assertTrue(unknown.getMessage().startsWith(context.name() + " could not connect to no.such.host.invalid:1: "));
        try (Socket socket = context.sockets().createSocket()) {
            SocketAddress full = SocketServer.full(context);
            SocketTimeoutException late = assertThrows(SocketTimeoutException.class, () -> socket.connect(full, 50));
            assertTrue(
                    late.getMessage().startsWith(context.name() + " could not connect to 127.0.0.1:"), late::toString);
            assertTrue(late.getMessage().endsWith(" within 50 ms"), late::toString);
            assertTrue(socket.isClosed());
        }
    }

    @Test
    void aConnectionThatBreaksIsNoEnd() throws Exception {
        try (Socket socket = connect(server(SocketServer.Kind.RESETS))) {
            assertEquals("half", new String(socket.getInputStream().readNBytes(4), US_ASCII));
            socket.getOutputStream().write(1); // which the server resets for
            SocketException broken = assertThrows(
                    SocketException.class, () -> socket.getInputStream().read());
            assertTrue(broken.getMessage().startsWith("Connection reset: the connection of "), broken::toString);
            assertThrows(SocketException.class, () -> {
                while (true) {
                    socket.getOutputStream().write(new byte[100]);
                }
            });
        }
    }

    @Test
    void aCloseEndsWaits() throws Exception {
        Socket socket = connect(server(SocketServer.Kind.ECHO));
        InputStream in = socket.getInputStream();
        CompletableFuture<Throwable> reader = failing(in::read);
        CompletableFuture<Throwable> writer = new CompletableFuture<>();
        try (Socket unread = connect(server(SocketServer.Kind.RESETS))) {
            writer = failing(() -> {
                while (true) {
                    unread.getOutputStream().write(new byte[1 << 20]);
                }
            });
        }
        socket.close();
        assertTrue(reader.get(20, TimeUnit.SECONDS) instanceof SocketException);
        assertTrue(writer.get(20, TimeUnit.SECONDS) instanceof SocketException);
        assertTrue(socket.isClosed());
        assertThrows(SocketException.class, in::read);
        assertThrows(SocketException.class, socket::getInputStream);
        socket.close();
        Socket shut = connect(server(SocketServer.Kind.ECHO));
        try (shut) {
            InputStream ended = shut.getInputStream();
            CompletableFuture<Throwable> end = failing(() -> {
                if (ended.read() < 0) {
                    throw new IOException("the end");
                }
            });
            shut.shutdownInput();
            assertEquals("the end", end.get(20, TimeUnit.SECONDS).getMessage());
        }
        Await.until("the servers have none left", () -> SocketServer.open(context) == 0);
    }

    private interface Failing {
        void run() throws IOException;
    }

    private static CompletableFuture<Throwable> failing(Failing work) {
        return CompletableFuture.supplyAsync(() -> assertThrows(IOException.class, work::run));
    }

    @Test
    void anInterruptDisturbsNoSocket() throws Exception {
        try (Socket socket = connect(server(SocketServer.Kind.ECHO))) {
            Thread.currentThread().interrupt();
            socket.getOutputStream().write(3);
            assertEquals(3, socket.getInputStream().read());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void unixSocketsAreReachedThere() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        SocketServer.start(context, SocketServer.Kind.ECHO, address.toString());
        try (Socket socket = connect(address)) {
            socket.setTcpNoDelay(true); // as drivers do, whatever the socket is
            socket.getOutputStream().write(9);
            assertEquals(9, socket.getInputStream().read());
            assertEquals(address, socket.getRemoteSocketAddress());
        }
        UnixDomainSocketAddress none = UnixDomainSocketAddress.of(folder.resolve("none"));
        SocketException missing = assertThrows(SocketException.class, () -> connect(none));
        assertTrue(missing.getMessage().contains(none + ": No such file"), missing::toString);
    }

    @Test
    @Alone
    void aLostContextBreaksItsSockets() throws Exception {
        try (Socket socket = connect(server(SocketServer.Kind.ECHO));
                Socket waiting = connect(server(SocketServer.Kind.ECHO))) {
            CompletableFuture<Throwable> reader =
                    failing(() -> waiting.getInputStream().read());
            context.close();
            Throwable lostWhileReading = reader.get(20, TimeUnit.SECONDS);
            assertTrue(lostWhileReading.getCause() instanceof ContextLostException, lostWhileReading::toString);
            SocketException lost = assertThrows(
                    SocketException.class, () -> socket.getInputStream().read());
            assertTrue(lost.getCause() instanceof ContextLostException, lost::toString);
            Await.until("writes fail", () -> {
                try {
                    socket.getOutputStream().write(1);
                    return false;
                } catch (SocketException e) {
                    return true;
                }
            });
            SocketException late =
                    assertThrows(SocketException.class, () -> context.sockets().createSocket("localhost", 1));
            assertTrue(late.getCause() instanceof ContextLostException, late::toString);
            assertFalse(socket.isClosed());
        }
    }

    @Test
    void aTaskUsesTheSocketsOfAnotherContext() {
        int port = SocketServer.start(context, SocketServer.Kind.ECHO);
        Context child = context.connect(local());
        String answer = context.call(() -> {
            try (Socket socket = child.sockets().createSocket("localhost", port)) {
                socket.getOutputStream().write("as here".getBytes(US_ASCII));
                return new String(socket.getInputStream().readNBytes(7), US_ASCII);
            }
        });
        assertEquals("as here", answer);
        child.close();
    }
}
