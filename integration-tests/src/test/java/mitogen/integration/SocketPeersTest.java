package mitogen.integration;

import static mitogen.connect.Namespaces.Kind.MOUNT;
import static mitogen.connect.Namespaces.Kind.NETWORK;
import static mitogen.connect.Namespaces.unshare;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Stream;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.Forward;
import mitogen.Group;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real programs by way of a context that is two hops away, in a network of its own: nothing there can be reached otherwise.
 * It knows a name that is known nowhere else.
 */
@Timeout(60)
final class SocketPeersTest {
    private static final String NAME = "db.of.the.far.side.invalid";

    private static Mitogen mitogen;
    private static Context far;
    private static Path folder;

    @BeforeAll
    static void connect(@TempDir Path temporary) throws Exception {
        Needs.root("make a network for the tests");
        Needs.command("ip", "iproute2");
        folder = Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        String hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost " + NAME + "\n")
                .toString();
        mitogen = Mitogen.open();
        far = mitogen.connect(SshServer.shared().method())
                .connect(unshare(MOUNT, NETWORK).withJava(Jvm.java()));
        far.call(() -> {
            run("ip", "link", "set", "lo", "up");
            run("mount", "--bind", hosts, "/etc/hosts");
        });
    }

    @AfterAll
    static void close() {
        if (mitogen != null) {
            mitogen.close();
        }
    }

    /** Runs a command in this JVM's place, and gives its output. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    /** A web server there. */
    private static String site() {
        int port = far.call(() -> {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.createContext("/", exchange -> {
                byte[] answer = "far away".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return server.getAddress().getPort();
        });
        return "http://" + NAME + ":" + port + "/";
    }

    @Test
    void curlBySocks() throws Exception {
        String curl = Needs.command("curl", "curl").toString();
        String site = site();
        try (Forward socks = far.socks(Forward.port(0))) {
            String proxy = "127.0.0.1:" + ((InetSocketAddress) socks.address()).getPort();
            assertEquals("far away", run(curl, "-sS", "--noproxy", "", "--socks5-hostname", proxy, site));
            assertTrue(failure(curl, proxy, "http://" + NAME + ":1/").contains("(5)"), "connection refused");
            assertTrue(failure(curl, proxy, "http://no.such.host.invalid/").contains("(4)"), "no such host");
            assertEquals(3, socks.total());
            assertTrue(socks.lastFailure().orElseThrow().getMessage().contains("no.such.host.invalid:80: "));
        }
    }

    private static String failure(String curl, String proxy, String site) {
        return assertThrows(
                        IOException.class, () -> run(curl, "-sS", "--noproxy", "", "--socks5-hostname", proxy, site))
                .getMessage();
    }

    @Test
    void theJdksClientsBySocksAndForward() throws Exception {
        URI site = URI.create(site());
        try (Forward socks = far.socks(Forward.port(0));
                Forward forward =
                        far.forward(Forward.port(0), InetSocketAddress.createUnresolved(NAME, site.getPort()))) {
            HttpURLConnection connection =
                    (HttpURLConnection) site.toURL().openConnection(new Proxy(Proxy.Type.SOCKS, socks.address()));
            assertEquals("far away", new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            connection.disconnect();
            URI here = URI.create("http://127.0.0.1:" + ((InetSocketAddress) forward.address()).getPort());
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(here).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals("far away", answer.body());
        }
    }

    @Test
    void whatIsNoSocksIsAnswered() throws Exception {
        try (Forward socks = far.socks(Forward.port(0))) {
            assertArrayEquals(new byte[] {5, (byte) 0xff}, answer(socks, 5, 1, 2)); // with a password only
            assertArrayEquals(new byte[0], answer(socks, 4, 1)); // version 4
            byte[] bind = answer(socks, 5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80);
            assertEquals(7, bind[3]);
            byte[] kind = answer(socks, 5, 1, 0, 5, 1, 0, 9);
            assertEquals(8, kind[3]);
            byte[] ipv6 = answer(socks, 5, 1, 0, 5, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1);
            assertEquals(5, ipv6[3]);
            Await.until("all are told", () -> socks.connections() == 0);
        }
    }

    private static byte[] answer(Forward socks, int... said) throws IOException {
        InetSocketAddress at = (InetSocketAddress) socks.address();
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            byte[] bytes = new byte[said.length];
            for (int i = 0; i < said.length; i++) {
                bytes[i] = (byte) said[i];
            }
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0]; // reset: the greeting was not read to its end
        }
    }

    @Test
    void postgresThroughTheFactoryAndAForward() throws Exception {
        Path bin = postgres();
        String data = Files.createDirectory(folder.resolve("data")).toString();
        run("chown", "postgres", data);
        String initdb = bin + "/initdb";
        String server = bin + "/postgres";
        int port = far.call(() -> {
            run("runuser", "-u", "postgres", "--", initdb, "-N", "-A", "trust", "-D", data);
            int free = SocketServer.freePort();
            String address = "listen_addresses=127.0.0.1";
            String sockets = "unix_socket_directories=";
            String[] command = {
                "runuser",
                "-u",
                "postgres",
                "--",
                server,
                "-D",
                data,
                "-F",
                "-p",
                String.valueOf(free),
                "-c",
                address,
                "-c",
                sockets
            };
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return free;
        });
        String ready = bin + "/pg_isready"; // it listens before it lets anybody in
        Await.until(
                "the data base is ready",
                () -> far.run(ready, "-h", NAME, "-p", String.valueOf(port)).succeeded());
        GuideSocketsTest.DatabaseSockets.of = far.sockets();
        String url = "jdbc:postgresql://" + NAME + ":" + port + "/postgres?user=postgres&sslmode=disable";
        String factory = "&socketFactory=" + GuideSocketsTest.DatabaseSockets.class.getName();
        assertThrows(SQLException.class, () -> DriverManager.getConnection(url).close()); // not from here
        query(url + factory);
        try (Forward forward = far.forward(Forward.port(0), InetSocketAddress.createUnresolved(NAME, port))) {
            query(url.replace(NAME + ":" + port, "127.0.0.1:" + ((InetSocketAddress) forward.address()).getPort()));
        }
        aDumpIsPipedIntoAnotherDatabase(bin, port);
        String control = bin + "/pg_ctl";
        far.call(() -> run("runuser", "-u", "postgres", "--", control, "-D", data, "stop", "-m", "fast"));
    }

    private static void aDumpIsPipedIntoAnotherDatabase(Path bin, int port) {
        Context other = far.connect(local().withJava(Jvm.java()));
        String at = "postgresql://postgres@" + NAME + ":" + port + "/";
        String psql = bin + "/psql";
        String fill = "create table t as select n, repeat('x', 1000) x from generate_series(1, 5000) n";
        far.run(psql, "-qc", "create database copy", at + "postgres").orThrow();
        far.run(psql, "-qc", fill, at + "postgres").orThrow();
        Command dump = Command.of(bin + "/pg_dump", at + "postgres");
        Command restore = Command.of(psql, "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", at + "copy");
        Command count = Command.of(psql, "-Atc", "select count(*), sum(n) from t", at + "copy");
        Command half = Command.shell("\"$@\" | head -c 2000000; exit 1", bin + "/pg_dump", at + "postgres");
        assertThrows(CommandException.class, Group.of(far, other).pipe(half, restore)::await);
        assertEquals(
                "f\n",
                other.run(psql, "-Atc", "select to_regclass('t') is not null", at + "copy")
                        .text());
        CommandResult restored =
                Group.of(far, other).pipe(dump, restore).await().orThrow();
        assertEquals(0, restored.source().status());
        assertEquals("5000|12502500\n", other.run(count).orThrow().text());
        other.close();
    }

    private static void query(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select n, repeat('x', 1000) from generate_series(1, 5000) n")) {
            int count = 0;
            while (rows.next()) {
                count++;
                assertEquals(count, rows.getInt(1));
                assertEquals(1000, rows.getString(2).length());
            }
            assertEquals(5000, count);
        }
    }

    private static Path postgres() throws IOException {
        Path all = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(all)) {
            try (Stream<Path> versions = Files.list(all)) {
                for (Path version : versions.toList()) {
                    if (Files.isExecutable(version.resolve("bin/initdb"))) {
                        return version.resolve("bin");
                    }
                }
            }
        }
        Needs.command("initdb", "postgresql");
        Assumptions.abort("no PostgreSQL in " + all);
        throw new AssertionError("abort returned");
    }

    @Test
    @Tag("long")
    void aThousandConnections() throws Exception {
        int port = SocketServer.start(far, SocketServer.Kind.ECHO);
        for (int i = 0; i < 1000; i++) {
            try (Socket socket = far.sockets().createSocket(NAME, port)) {
                socket.getOutputStream().write(i);
                assertEquals(i & 0xff, socket.getInputStream().read());
            }
        }
        Await.until("none is left there", () -> SocketServer.open(far) == 0);
    }

    @Test
    @Tag("long")
    void aGibibyte() throws Exception {
        int port = SocketServer.start(far, SocketServer.Kind.ZEROS);
        try (Socket socket = far.sockets().createSocket(NAME, port)) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (long left = 1L << 30; left > 0; ) {
                left -= in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
            }
        }
    }
}
