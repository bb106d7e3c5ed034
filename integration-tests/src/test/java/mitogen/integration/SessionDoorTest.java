package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who else comes to the socket of a session: other accounts, and bytes that are no client's. */
final class SessionDoorTest extends SessionFixture {
    /** Connects, asks the session to stop, and prints what comes back. */
    private static final String KNOCK = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
            + " s.sendall(b'\\1\\0\\0\\0\\10\\0\\0\\0\\0\\0\\0\\0\\1'); print('got', s.recv(10))";

    /** Listens, and prints what it was sent by the first that comes. */
    private static final String TRAP = "import socket,sys,os; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]);"
            + " os.chmod(sys.argv[1],0o666); s.listen(1); print('up',flush=True); print('got', s.accept()[0].recv(10))";

    @BeforeAll
    static void open() throws Exception {
        assertEquals(0, run("session", "start").status());
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** With all rights on the files, the kernel's word still counts. */
    @Test
    void anotherAccountIsSentAway() throws Exception {
        Needs.root("another account has to knock");
        Needs.command("python3", "python3");
        Path socket = sessions().resolve("default.socket");
        List<Path> open = List.of(folder, runtime(), sessions());
        for (Path each : open) {
            mode(each, "rwxr-xr-x");
        }
        mode(socket, "rwxrwxrwx");
        try {
            String said = Processes.run("runuser", "-u", "nobody", "--", "python3", "-c", KNOCK, socket.toString());
            assertEquals("got b''", said.strip());
        } catch (IOException reset) { // it is closed with what it has sent unread
            assertTrue(reset.getMessage().matches("(?s).*(ConnectionReset|BrokenPipe)Error.*"), reset::getMessage);
        } finally {
            for (Path each : open) {
                mode(each, "rwx------");
            }
        }
        assertEquals(0, relay("default", List.of("session", "list")).status());
    }

    @Test
    void theSocketOfAnotherAccountIsNotTalkedTo() throws Exception {
        Needs.root("another account has to listen");
        Needs.command("python3", "python3");
        Path place = Files.createDirectory(folder.resolve("trap"));
        mode(folder, "rwxr-xr-x");
        mode(place, "rwxrwxrwx");
        Process trap = new ProcessBuilder("runuser", "-u", "nobody", "--", "python3", "-c", TRAP, place + "/socket")
                .redirectErrorStream(true)
                .start();
        assertEquals("up", trap.inputReader().readLine());
        Files.move(place.resolve("socket"), sessions().resolve("trap.socket"));
        Ran ran = run(client(List.of("run", "--session", "trap", "-t", "h", "--", "true")));
        mode(folder, "rwx------");
        assertEquals(2, ran.status());
        assertTrue(ran.err().contains("trap.socket belongs to another account; nothing was sent to it\n"), ran::err);
        assertEquals("got b''", trap.inputReader().readLine());
        assertEquals(0, trap.waitFor());
        Files.delete(sessions().resolve("trap.socket"));
    }

    @Test
    void bytesThatAreNoFramesHurtNobody() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] garbage = new byte[100_000];
        random.nextBytes(garbage);
        byte[][] all = {
            {},
            {1},
            garbage,
            {1, 0x7f, -1, -1, -1},
            {1, -1, -1, -1, -1},
            {1, 0, 0, 0, 4, 0x7f, -1, -1, -1},
            {1, 0, 0, 0, 0},
            {9, 0, 0, 0, 0},
            {2, 0, 0, 0, 1, 0},
            "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8)
        };
        for (byte[] each : all) {
            try (SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(sessions().resolve("default.socket")))) {
                ByteBuffer bytes = ByteBuffer.wrap(each);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.shutdownOutput();
                channel.read(ByteBuffer.allocate(100));
            } catch (IOException reset) {
                // As it should.
            }
        }
        Ran list = relay("default", List.of("session", "list"));
        assertEquals(0, list.status(), "seed " + seed);
        assertTrue(list.out().startsWith("default: process "), list::out);
    }

    @Test
    void aDirectoryThatIsOpenIsNotUsed() throws Exception {
        Path other = Files.createDirectory(folder.resolve("open"));
        mode(other, "rwxr-xr-x");
        String why = other + " is open to others (rwxr-xr-x): no session is looked for there\nClose it: chmod 700 "
                + other + "\n";
        assertEquals(new Ran(2, "", "mitogen: " + why), run(client("default", other)));
        assertEquals(
                new Ran(0, "x\n", "mitogen: no session is used: " + why),
                run(client("auto", other)),
                "where a session is a convenience, it goes on without one");
        Ran nowhere = run(client("auto", folder.resolve("none")));
        assertEquals(0, nowhere.status());
        assertTrue(nowhere.err().startsWith("mitogen: no session is used: "), nowhere::err);
    }

    private static ProcessBuilder client(String session, Path runtime) {
        ProcessBuilder client = client(List.of("run", "--session", session, "-t", "local", "--", "echo", "x"));
        client.environment().put("XDG_RUNTIME_DIR", runtime.toString());
        return client;
    }
}
