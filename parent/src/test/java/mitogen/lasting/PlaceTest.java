package mitogen.lasting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mitogen.lasting.Place.NotOursException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may have put a socket there. */
final class PlaceTest {
    @TempDir
    private Path folder;

    private int uid;
    private Place place;
    private Path directory;

    @BeforeEach
    void make() throws Exception {
        uid = (int) Files.getAttribute(folder, "unix:uid");
        place = new Place(folder, uid);
        directory = folder.resolve("mitogen-" + uid);
    }

    @Test
    void onlyTheAccountMayEnter() throws Exception {
        place.create();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        place.create(); // again
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        assertRefused("its mode is 40770", () -> place.create());
        assertRefused("its mode is 40770", () -> place.connect("build"));
    }

    @Test
    void linkToADirectoryIsRefused() throws Exception {
        Path real = Files.createDirectory(
                folder.resolve("real"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(directory, real);
        assertRefused("is not a directory that only this account may enter", () -> place.create());
    }

    @Test
    void directoryOfAnotherAccountIsRefused() throws Exception {
        place.create();
        assumeTrue(uid == 0, "only root can give a file away");
        Files.setAttribute(directory, "unix:uid", 65534);
        assertRefused("it belongs to nobody", () -> place.create());
        assertRefused("it belongs to nobody", () -> place.connect("build"));
    }

    @Test
    void socketOfAnotherAccountIsRefused() throws Exception {
        place.create();
        assumeTrue(uid == 0, "only root can give a file away");
        try (ServerSocketChannel server = listen("build")) {
            Files.setAttribute(place.socket("build"), "unix:uid", 65534);
            assertRefused("build is not a socket of this account: it belongs to nobody", () -> place.connect("build"));
            assertTrue(server.isOpen());
        }
    }

    @Test
    void fileThatIsNoSocketIsRefused() throws Exception {
        place.create();
        Files.createFile(place.socket("build"));
        assertRefused("build is not a socket of this account", () -> place.connect("build"));
    }

    @Test
    void socketThatNobodyListensAtIsRemoved() throws Exception {
        place.create();
        listen("left").close();
        try (ServerSocketChannel server = listen("build");
                SocketChannel client = place.connect("build");
                SocketChannel accepted = server.accept()) {
            place.checkPeer(accepted); // this account
            assertTrue(client.isConnected());
            assertEquals(List.of("build"), place.names());
        }
        assertFalse(Files.exists(place.socket("left")));
        assertEquals(List.of(), place.names());
        place.remove("build");
        assertFalse(Files.exists(directory));
        assertEquals(List.of(), place.names());
    }

    @Test
    void namesAreNames() {
        assertEquals("build-1.2_3", Place.check("build-1.2_3"));
        for (String name : List.of("", ".", "..", "a/b", "-a", "a b", "ä", "a".repeat(61))) {
            assertThrows(IllegalArgumentException.class, () -> Place.check(name), name);
        }
    }

    private ServerSocketChannel listen(String name) throws Exception {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(place.socket(name)));
        return server;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertRefused(String reason, Action action) {
        String message = assertThrows(NotOursException.class, action::run).getMessage();
        assertTrue(message.contains(reason), message);
    }
}
