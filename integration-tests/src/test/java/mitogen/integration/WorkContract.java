package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.Forward;
import mitogen.RemoteProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A day's work with commands, files and sockets: one program text, whatever the context and the way to it. */
abstract class WorkContract extends ContextFixture {
    private FileSystem files;
    private Path folder;

    @Override
    boolean shared() {
        return true;
    }

    @BeforeEach
    void makeFolder() throws Exception {
        files = context.files();
        folder = Files.createTempDirectory(files.getPath("/tmp"), "mitogen-work-");
    }

    @AfterEach
    void removeFolder() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void commandsSeeTheFilesAndFilesSeeTheCommands() throws Exception {
        Path notes = folder.resolve("größe 1.txt");
        Files.writeString(notes, "one\ntwo\n");
        CommandResult count = context.run(Command.of("wc", "-l").withInput(notes));
        assertEquals("2", count.orThrow().text().strip());
        context.run(Command.shell("sort -r \"$1\" >sorted; chmod 640 sorted; ln -s sorted link", notes.toString())
                        .withDirectory(folder.toString()))
                .orThrow();
        Path sorted = folder.resolve("sorted");
        assertEquals("two\none\n", Files.readString(sorted));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(sorted)));
        assertEquals("sorted", Files.readSymbolicLink(folder.resolve("link")).toString());
        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(
                    List.of("", "größe 1.txt", "link", "sorted"),
                    all.map(path -> folder.relativize(path).toString()).sorted().toList());
        }
        Files.move(sorted, folder.resolve("moved"));
        assertThrows(NoSuchFileException.class, () -> Files.readString(folder.resolve("link")));
    }

    @Test
    void aProcessIsFedAndWatchedAndEnds() throws Exception {
        RemoteProcess sort = context.start("sort", "-n");
        try (OutputStream in = sort.getOutputStream()) {
            for (int i = 100_000; i > 0; i--) {
                in.write((i + "\n").getBytes(UTF_8));
            }
        }
        List<String> lines = sort.inputReader(UTF_8).lines().toList();
        assertEquals(100_000, lines.size());
        assertEquals(List.of("1", "2", "3"), lines.subList(0, 3));
        assertEquals(0, sort.waitFor());
        RemoteProcess sleep = context.start("sleep", "600");
        assertTrue(sleep.isAlive());
        assertFalse(sleep.waitFor(1, TimeUnit.MILLISECONDS));
        sleep.destroy();
        assertEquals(128 + 15, sleep.waitFor());
    }

    @Test
    void aPortThereIsReachedWithAndWithoutAPortHere() throws Exception {
        int port = SocketServer.start(context, SocketServer.Kind.ECHO);
        InetSocketAddress there = InetSocketAddress.createUnresolved("localhost", port);
        try (Socket socket = context.sockets().createSocket("localhost", port);
                Forward forward = context.forward(Forward.port(0), there);
                Socket forwarded = new Socket(
                        InetAddress.getLoopbackAddress(), ((InetSocketAddress) forward.address()).getPort())) {
            assertEquals("hello", echo(socket));
            assertEquals("hello", echo(forwarded));
        } finally {
            SocketServer.stop(context);
        }
    }

    private static String echo(Socket socket) throws Exception {
        socket.getOutputStream().write("hello".getBytes(UTF_8));
        return new String(socket.getInputStream().readNBytes(5), UTF_8);
    }
}
