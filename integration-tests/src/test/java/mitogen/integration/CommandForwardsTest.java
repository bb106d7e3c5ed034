package mitogen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.cli.Main;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code mitogen forward}, over ssh, with a real server at the end. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CommandForwardsTest {
    private static SshServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.shared();
    }

    private static List<String> arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("forward"));
        all.addAll(server.commandOptions());
        all.addAll(List.of("-t", "ssh:" + System.getProperty("user.name") + "@127.0.0.1:" + server.port));
        all.addAll(List.of(more));
        return all;
    }

    /** Answers each connection with a word. */
    private static Thread serve(ServerSocket at) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (Socket socket = at.accept()) {
                        socket.getOutputStream().write("hello".getBytes(US_ASCII));
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        thread.start();
        return thread;
    }

    private static String read(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static String read(Path path) throws IOException {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(path));
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (socket.read(buffer) >= 0) {
                assertTrue(buffer.hasRemaining());
            }
            return new String(buffer.array(), 0, buffer.position(), US_ASCII);
        }
    }

    private static int port(String line, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.valueOf(line));
        assertTrue(matcher.matches(), line);
        return Integer.parseInt(matcher.group(1));
    }

    @Test
    void allKindsWorkUntilAnInterrupt() throws Exception {
        Path curl = Needs.command("curl", "curl");
        Path here = folder.resolve("here");
        Thread serving;
        try (ServerSocket service = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            serving = serve(service);
            String target = "localhost:" + service.getLocalPort();
            List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
            command.addAll(OwnCommand.words());
            command.addAll(arguments(
                    "-D",
                    "0",
                    "-R",
                    "0:" + target,
                    "-L",
                    "0:" + target,
                    "-L",
                    here + ":" + target,
                    "-L",
                    "0:localhost:" + SshServer.freePort()));
            Path errors = folder.resolve("err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                String at = " at ssh:\\S+";
                int local = port(lines.readLine(), "127.0.0.1:(\\d+) here -> " + target + at);
                assertTrue(lines.readLine().startsWith(here + " here -> "));
                int nobody = port(lines.readLine(), "127.0.0.1:(\\d+) here -> .*");
                int remote = port(lines.readLine(), "127.0.0.1:(\\d+)" + at + " -> " + target + " here");
                int socks = port(lines.readLine(), "127.0.0.1:(\\d+) here -> SOCKS 5" + at);
                assertEquals("hello", read(local));
                assertEquals("hello", read(here));
                assertEquals("hello", read(remote));
                Process curling = new ProcessBuilder(
                                curl.toString(),
                                "-s",
                                "--http0.9",
                                "--socks5-hostname",
                                "localhost:" + socks,
                                "http://" + target + "/")
                        .start();
                assertEquals("hello", new String(curling.getInputStream().readAllBytes(), US_ASCII));
                curling.waitFor();
                assertThrows(IOException.class, () -> read(nobody));
                while (!Files.readString(errors).contains("could not connect to ")) {
                    assertTrue(process.isAlive(), () -> "it tells why that was reset");
                    Thread.onSpinWait();
                }
                Process interrupt = new ProcessBuilder("kill", "-INT", "" + process.pid()).start();
                assertEquals(0, interrupt.waitFor());
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
                assertEquals(130, process.exitValue());
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertFalse(Files.exists(here), "the socket is gone");
            assertEquals(1, Files.readAllLines(errors).size(), Files.readString(errors));
        }
        serving.join();
    }

    private static void assertFails(int status, String start, List<String> arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, UTF_8);
        assertEquals(status, Main.run(arguments.toArray(new String[0]), print, print), err::toString);
        assertTrue(err.toString(UTF_8).startsWith("mitogen: " + start), err::toString);
    }

    @Test
    void whatCannotListenOrIsNotUnderstoodEndsIt() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();
            assertFails(1, "cannot listen at localhost:" + port + ": ", arguments("-L", port + ":localhost:1"));
            assertFails(1, "cannot listen at localhost:" + port + " at ssh:", arguments("-R", port + ":localhost:1"));
        }
        assertFails(2, "nothing is to be forwarded\n", arguments());
        assertFails(2, "-L takes [BIND:]PORT:HOST:PORT, or paths of sockets, not 'x'\n", arguments("-L", "x"));
        assertFails(2, "mitogen forward takes one target, and got several\n", arguments("-t", "local", "-D", "0"));
        assertFails(
                2,
                "no target is given\nFor this machine: mitogen forward -t local -L 1:localhost:2\n",
                List.of("forward", "-L", "1:localhost:2"));
    }
}
