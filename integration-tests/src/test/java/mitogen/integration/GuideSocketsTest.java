package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import javax.net.SocketFactory;
import mitogen.Context;
import mitogen.Forward;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The code in docs/how-to/sockets.md: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideSocketsTest {
    private Mitogen mitogen;
    private Context web;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        web = mitogen.connect(local());
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    // guide
    /** Named in the URL: {@code jdbc:postgresql://db.internal/shop?socketFactory=com.example.DatabaseSockets}. */
    public static final class DatabaseSockets extends SocketFactory {
        static volatile SocketFactory of; // set it to web.sockets() before the first connection

        @Override
        public Socket createSocket() throws IOException {
            return of.createSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return of.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return of.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return of.createSocket(host, port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return of.createSocket(host, port, from, fromPort);
        }
    }
    // end

    @Test
    void sockets() throws Exception {
        int port = SocketServer.start(web, SocketServer.Kind.ECHO);
        // guide
        try (Socket socket = web.sockets().createSocket("localhost", port)) { // localhost of web
            socket.getOutputStream().write("hello".getBytes(US_ASCII));
            socket.shutdownOutput();
            byte[] answer = socket.getInputStream().readAllBytes();
            // end
            assertEquals("hellogoodbye", new String(answer, US_ASCII));
        }
    }

    @Test
    void unix(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        SocketServer.start(web, SocketServer.Kind.ECHO, path.toString());
        // guide
        try (Socket socket = web.sockets().createSocket()) {
            socket.connect(UnixDomainSocketAddress.of(path)); // a path of web
            // end
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
        }
    }

    @Test
    void forward() throws Exception {
        int port = SocketServer.start(web, SocketServer.Kind.ECHO);
        // guide
        InetSocketAddress database = Forward.port(port); // of the loopback address of web
        try (Forward forward = web.forward(Forward.port(0), database)) {
            InetSocketAddress here = (InetSocketAddress) forward.address(); // loopback, a free port
            // end
            try (Socket socket = new Socket(here.getAddress(), here.getPort())) {
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
            }
        }
    }

    @Test
    void reverse() throws Exception {
        try (ServerSocket repository = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // guide
            try (Forward reverse = web.reverse(Forward.port(0), repository.getLocalSocketAddress())) {
                int port = ((InetSocketAddress) reverse.address()).getPort(); // of the loopback address of web
                // end
                web.call(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
                repository.accept().close();
            }
        }
    }

    @Test
    void socks() throws Exception {
        int free = web.call(SocketServer::freePort);
        int status = 0;
        String refused = "";
        // guide
        try (Forward socks = web.socks(Forward.port(0))) {
            Proxy proxy = new Proxy(Proxy.Type.SOCKS, socks.address());
            URL page = new URL("http://localhost:" + free + "/health"); // localhost of web
            try {
                status = ((HttpURLConnection) page.openConnection(proxy)).getResponseCode();
            } catch (IOException e) {
                refused = e.getMessage();
            }
        }
        // end
        assertEquals(0, status);
        assertTrue(refused.contains("refused"), refused);
    }

    @Test
    void failures() throws Exception {
        int free = web.call(SocketServer::freePort);
        String reason = "";
        // guide
        try (Forward forward = web.forward(Forward.port(0), Forward.port(free))) {
            InetSocketAddress here = (InetSocketAddress) forward.address();
            try (Socket socket = new Socket(here.getAddress(), here.getPort())) {
                socket.getInputStream().read();
            } catch (IOException reset) {
                reason = forward.lastFailure().orElseThrow().getMessage(); // web could not connect to ...
            }
        }
        try (Socket socket = web.sockets().createSocket("localhost", free)) {
            socket.getOutputStream().write(1);
        } catch (ConnectException e) {
            reason += "\n" + e.getMessage();
        }
        // end
        String line = "local could not connect to localhost:" + free + ": Connection refused";
        assertEquals(line + "\n" + line, reason);
    }
}
