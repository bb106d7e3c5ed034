package mitogen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretSourceTest {
    @TempDir
    Path folder;

    private String file(byte[] content) throws IOException {
        return Secret.ofFile(file("rw-------", content)).reveal();
    }

    private Path file(String permissions, byte[] content) throws IOException {
        Path file = folder.resolve("password");
        Files.deleteIfExists(file); // its owner may not write to one that is only readable
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aFileThatIsOpenToOthersIsRefused() throws IOException {
        byte[] content = {'x'};
        for (String open : List.of("rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rw-r--r--")) {
            Path file = file(open, content);
            IOException refusal = assertThrows(IOException.class, () -> Secret.ofFile(file), open);
            assertTrue(refusal.getMessage().contains("chmod 600 " + file), refusal::getMessage);
            Path link = folder.resolve("link" + open);
            Files.createSymbolicLink(link, file);
            assertThrows(IOException.class, () -> Secret.ofFile(link), open);
        }
        for (String closed : List.of("rw-------", "r--------", "rwx------")) {
            assertEquals("x", Secret.ofFile(file(closed, content)).reveal());
        }
    }

    @Test
    void theFirstLineOfAFile() throws IOException {
        String wide = "p\u00e4\u4e2d\ud83d\ude00";
        assertEquals(wide, file(wide.getBytes(UTF_8)));
        assertEquals(wide, file((wide + "\r\nsecond\n").getBytes(UTF_8)));
        assertEquals("a\udcffb", file(new byte[] {'a', (byte) 0xff, 'b', '\n'}));
        assertEquals("a\udce4", file(new byte[] {'a', (byte) 0xe4}), "cut off within a character");
        assertEquals("x".repeat(4096), file(("x".repeat(4096) + "\n" + "y".repeat(9000)).getBytes(UTF_8)));
        assertThrows(IOException.class, () -> file("x".repeat(4097).getBytes(UTF_8)));
        assertThrows(IOException.class, () -> file("\nsecond".getBytes(UTF_8)));
    }

    @Test
    void theFirstLineThatACommandPrints() throws IOException {
        assertEquals("one", Secret.ofCommand("echo one; echo two").reveal());
        assertThrows(IOException.class, () -> Secret.ofCommand("echo one; exit 3"));
    }
}
