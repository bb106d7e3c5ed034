package mitogen.cli.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.cli.Main;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code put} and {@code get} refuse before they connect. */
@Tag("build")
class CopyUsageTest {
    @TempDir
    private Path folder;

    private static void assertUsage(String start, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, UTF_8);
        assertEquals(2, Main.run(arguments, print, print), err::toString);
        assertTrue(err.toString(UTF_8).startsWith("mitogen: " + start), err::toString);
    }

    @Test
    void whatCannotBeCopiedIsRefused() throws IOException {
        String file = Files.writeString(folder.resolve("file"), "x").toString();
        assertUsage("there is only one path, a\nGive SOURCE... and DESTINATION.\n", "put", "-t", "local", "a");
        assertUsage("there is only one path, a\nGive SOURCE... and DIRECTORY.\n", "get", "-t", "local", "a");
        assertUsage(
                "there is no file " + folder + "/none here, or it cannot be read\n",
                "put",
                "-t",
                "local",
                folder + "/none",
                "/x");
        assertUsage(
                "two sources are called file, and their copies cannot be in one directory\n",
                "put",
                "-t",
                "local",
                file,
                file,
                "/x");
        assertUsage("'/' has no name that its copy could have\n", "get", "-t", "local", "/", folder.toString());
        assertUsage("'a/..' has no name that its copy could have\n", "get", "-t", "local", "a/..", folder.toString());
        assertUsage(file + " is a file, and no directory\n", "get", "-t", "local", "a", file);
        assertUsage("'[' is no glob: ", "put", "-t", "local", "--include", "[", file, "/x");
    }

    @Test
    void aTargetIsNeededAndOptionsMayBeBehindThePaths() {
        assertUsage("no target is given\nDid you mean: mitogen put -t ssh:web1 a /x\n", "put", "ssh:web1", "a", "/x");
        assertUsage("there is no option --delte; did you mean --delete?\n", "put", "-t", "local", "a", "/x", "--delte");
        assertUsage("there is no file --delete here", "put", "-t", "local", "--", "--delete", "/x");
    }
}
