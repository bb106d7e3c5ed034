package mitogen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole command, with real processes, at targets on this machine. It keeps what was printed. */
@Timeout(120)
public abstract class CommandCase {
    @TempDir
    protected Path folder;

    protected final ByteArrayOutputStream out = new ByteArrayOutputStream();
    protected final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs it, and gives its exit status. */
    protected final int mitogen(String... args) {
        return Main.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    protected final String out() {
        return out.toString(UTF_8);
    }

    protected final String err() {
        return err.toString(UTF_8);
    }

    protected final void assertPrinted(String expectedOut, String expectedErr) {
        assertEquals(expectedErr, err());
        assertEquals(expectedOut, out());
    }

    /** Writes a file, and gives its path. */
    protected final String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    /** The command is refused so, and it is told what to do. */
    protected final void assertUsage(String problem, String... args) {
        err.reset();
        assertEquals(2, mitogen(args));
        assertTrue(err().startsWith("mitogen: " + problem), err());
        assertTrue(err().lines().count() >= 2, "says what to do: " + err());
        assertEquals("", out());
    }

    /** The lines in their order. */
    protected static String sorted(String text) {
        return String.join("\n", text.lines().sorted().toList()) + "\n";
    }
}
