package mitogen.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where sockets may be: nowhere that another account could be first. */
@Tag("build")
class SessionFolderTest {
    @TempDir
    private Path folder;

    private static SessionFolder in(Path runtime) throws SessionException {
        return SessionFolder.of(Map.of("XDG_RUNTIME_DIR", runtime.toString()));
    }

    private static String refusal(Path runtime) {
        return assertThrows(SessionException.class, () -> in(runtime)).getMessage();
    }

    private static void mode(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void itIsForTheAccountAlone() throws Exception {
        mode(folder, "rwx------");
        SessionFolder made = in(folder);
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("mitogen"))));
        assertEquals(List.of(), made.names());
        Files.createFile(made.socket("work"));
        Files.createFile(made.lock("work"));
        assertEquals(List.of("work"), made.names());
        for (String open : List.of("rwx--x---", "rwxr-----", "rwx-----x", "rwx---r--", "rwx----w-")) {
            mode(folder.resolve("mitogen"), open);
            assertTrue(refusal(folder).contains("/mitogen is open to others (" + open + ")"), refusal(folder));
            mode(folder.resolve("mitogen"), "rwx------");
            mode(folder, open);
            assertTrue(refusal(folder).contains(folder + " is open to others (" + open + ")"), refusal(folder));
            mode(folder, "rwx------");
        }
        assertTrue(refusal(folder.resolve("none")).contains("/none is no directory"), refusal(folder.resolve("none")));
        assertTrue(refusal(Path.of("run")).startsWith("XDG_RUNTIME_DIR is no absolute path: run\n"));
    }

    @Test
    void aLinkIsNone() throws Exception {
        mode(folder, "rwx------");
        Files.createDirectory(folder.resolve("elsewhere"));
        mode(folder.resolve("elsewhere"), "rwx------");
        Files.createSymbolicLink(folder.resolve("mitogen"), folder.resolve("elsewhere"));
        assertTrue(refusal(folder).contains("/mitogen is no directory"), refusal(folder));
    }

    @Test
    void anotherAccountsIsRefused() throws Exception {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can give a directory away");
        mode(folder, "rwx------");
        in(folder);
        Files.setAttribute(folder.resolve("mitogen"), "unix:uid", 65534);
        assertTrue(refusal(folder).contains("/mitogen belongs to "), refusal(folder));
    }

    @Test
    void namesAreNames() throws Exception {
        mode(folder, "rwx------");
        SessionFolder made = in(folder);
        for (String bad : List.of("", "..", "a/b", "a.b", "\u00e4", "x".repeat(41))) {
            assertThrows(SessionException.class, () -> made.socket(bad), bad);
        }
        Path deep = Files.createDirectory(folder.resolve("d".repeat(100)));
        mode(deep, "rwx------");
        SessionFolder far = in(deep);
        assertTrue(assertThrows(SessionException.class, () -> far.socket("x"))
                .getMessage()
                .contains("107 bytes"));
    }
}
