package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.cli.session.FileRights;
import mitogen.cli.session.Hello;
import mitogen.cli.session.Relay;
import mitogen.cli.session.SessionFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code put}, {@code get} and {@code top} in a session. */
final class SessionCopiesTest extends SessionFixture {
    private static final int FROM_HERE = Hello.INPUT | Hello.OUT_IS_PIPE | Hello.ERR_IS_PIPE;

    @BeforeAll
    static void open() throws Exception {
        List<String> words = new ArrayList<>(words("start", "-t", "h,g"));
        words.add(0, "session");
        assertEquals(0, run(client(words)).status());
    }

    /** For a client in this JVM; with the status of one that the session sends away, if it does. */
    private static Ran inSession(int facts, String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        byte[][] arguments =
                inAuto(words).stream().map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        SessionFolder sessions =
                SessionFolder.of(Map.of("XDG_RUNTIME_DIR", runtime().toString()));
        int status = new Relay(InputStream.nullInputStream(), out, err)
                .run(sessions, "default", Hello.RUN, arguments, new byte[0][], facts);
        return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    @Test
    void filesGoThereAndBackOverTheKeptConnection() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path tree = Files.createDirectories(folder.resolve("tree/sub"));
        Files.writeString(tree.resolve("a"), "a\n");
        Files.writeString(folder.resolve("tree/l\u00e9"), "b\n");
        Ran put = run(client(inAuto("put", "-t", "h", "tree", there + "/")));
        assertEquals(0, put.status(), put::err);
        assertTrue(put.out().startsWith("2 files, 4 B in "), put::out);
        Ran same = run(client(inAuto("put", "-t", "h", "--dry-run", "--checksum", "tree", there + "/")));
        assertEquals(new Ran(0, "", ""), same);
        Ran got = run(client(inAuto("get", "-t", "h,g", there + "/tree", "back")));
        assertEquals(0, got.status(), got::err);
        assertEquals("b\n", Files.readString(folder.resolve("back/g/tree/l\u00e9")));
        Ran missing = run(client(inAuto("get", "-t", "h", there + "/none", "back")));
        assertEquals(1, missing.status());
        assertTrue(missing.err().contains("there is no such file or directory"), missing::err);
        int rights = FROM_HERE | FileRights.sum();
        assertEquals(
                0,
                inSession(rights, "put", "-t", "h", tree + "/a", there + "/b").status(),
                "it is the session that copies");
        assertEquals("a\n", Files.readString(there.resolve("b")));
    }

    /** The permissions of what is made are the client's own, not the session's. */
    @Test
    void aClientWithOtherFileRightsCopiesByItself() throws Exception {
        Path source = Files.writeString(folder.resolve("rights"), "x");
        assertEquals(
                Relay.NOT_SERVED,
                inSession(FROM_HERE | FileRights.sum() ^ 0x100, "get", "-t", "h", source.toString(), folder + "/none")
                        .status());
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
        ProcessBuilder client = client(inAuto("get", "-t", "h", source.toString(), "private"));
        command.addAll(client.command());
        assertEquals(0, run(client.command(command)).status());
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("private"))));
    }

    @Test
    void anInterruptEndsTheCopyAndLeavesNoPartOfIt() throws Exception {
        Path there = Files.createDirectory(folder.resolve("interrupted"));
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        Process client = client(inAuto("put", "-t", "h", "large", there + "/"))
                .redirectOutput(folder.resolve("put.out").toFile())
                .redirectError(folder.resolve("put.err").toFile())
                .start();
        Await.until("it copies", () -> count(there) > 0);
        Signals.send("INT", client.pid());
        assertEquals(130, client.waitFor());
        Await.until("what was there of it goes", () -> count(there) == 0);
        assertEquals("", Files.readString(folder.resolve("put.err")));
        Ran after = inSession(FROM_HERE | FileRights.sum(), "put", "-t", "h", folder + "/config", there + "/");
        assertEquals(0, after.status(), "the connection is as it was: " + after.err());
    }

    private static long count(Path directory) throws Exception {
        try (Stream<Path> all = Files.list(directory)) {
            return all.count();
        }
    }

    /** A screen has a size, which only its own process can ask for. */
    @Test
    void aTableThatIsNotForAScreenIsMadeInASession() throws Exception {
        Ran top = inSession(FROM_HERE, "top", "-t", "h", "--count", "1");
        assertEquals(0, top.status(), top::err);
        assertTrue(top.out().startsWith("TARGET  CPU "), top::out);
        assertEquals(
                Relay.NOT_SERVED,
                inSession(FROM_HERE | Hello.OUT_IS_SCREEN, "top", "-t", "h", "--count", "1")
                        .status());
    }
}
