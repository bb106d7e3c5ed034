package mitogen.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordsTest {
    @TempDir
    Path folder;

    private String file(byte[] content) throws IOException {
        return Passwords.file(Files.write(folder.resolve("password"), content)).reveal();
    }

    @Test
    void theFirstLineOfAFile() throws IOException {
        String wide = "p\u00e4\u4e2d\ud83d\ude00";
        assertEquals(wide, file(wide.getBytes(UTF_8)));
        assertEquals(wide, file((wide + "\r\nsecond\n").getBytes(UTF_8)));
        assertEquals("a\ufffdb", file(new byte[] {'a', (byte) 0xff, 'b', '\n'}));
        assertEquals("a\ufffd", file(new byte[] {'a', (byte) 0xe4}), "cut off within a character");
        assertEquals("x".repeat(4096), file(("x".repeat(4096) + "\n" + "y".repeat(9000)).getBytes(UTF_8)));
        assertThrows(IOException.class, () -> file("x".repeat(4097).getBytes(UTF_8)));
        assertThrows(IOException.class, () -> file("\nsecond".getBytes(UTF_8)));
    }

    @Test
    void theFirstLineThatACommandPrints() throws IOException {
        assertEquals("one", Passwords.command("echo one; echo two").reveal());
        assertThrows(IOException.class, () -> Passwords.command("echo one; exit 3"));
    }
}
