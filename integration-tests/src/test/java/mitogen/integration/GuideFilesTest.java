package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import org.junit.jupiter.api.Test;

/** The code in docs/how-to/files.md: what is between the two kinds of comments; see {@link GuideTest}. */
final class GuideFilesTest extends GuideFixture {
    @Test
    void theFilesOfAContext() throws IOException {
        // guide
        FileSystem files = web.files();
        Path log = files.getPath("/var/log/service.log");
        if (Files.exists(log)) {
            try (Stream<String> lines = Files.lines(log)) {
                lines.filter(line -> line.contains("error")).forEach(this::print);
            }
        }
        // end
        assertEquals(List.of(), printed);
        // guide
        try {
            print(Files.size(log) + " bytes");
        } catch (NoSuchFileException e) {
            print("it is not there");
        } // any other IOException: nobody can tell; if the context was not reached, the cause is the MitogenException
        // end
        assertEquals(List.of("it is not there"), printed);
        web.close();
        assertFalse(Files.exists(log) || Files.notExists(log), "nobody can tell");
        assertInstanceOf(
                MitogenException.class,
                assertThrows(IOException.class, () -> Files.size(log)).getCause());
    }

    @Test
    void copiesWalksAndFailures() throws IOException {
        Context db = mitogen.connect(local());
        String directory = Files.createDirectory(folder.resolve("srv")).toString();
        Path jar = Files.writeString(folder.resolve("app.jar"), "12345");
        Path copy = folder.resolve("copy.jar");
        // guide
        Files.copy(jar, web.files().getPath(directory, "app.jar")); // up
        Files.copy(web.files().getPath(directory, "app.jar"), copy); // down
        Files.copy(web.files().getPath(directory, "app.jar"), db.files().getPath(directory, "db.jar"));
        // end
        assertEquals("12345", Files.readString(copy));
        // guide
        try (Stream<Path> all = Files.walk(web.files().getPath(directory))) {
            long bytes = 0;
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            print(bytes);
        }
        // end
        assertEquals(List.of("10"), printed);
        // guide
        try {
            Files.readString(web.files().getPath(directory, "missing"));
        } catch (NoSuchFileException e) {
            print(e.getFile());
        } catch (IOException e) {
            if (e.getCause() instanceof ContextLostException lost) {
                print(lost.end().reason());
            }
        }
        // end
        assertEquals(List.of("10", directory + "/missing"), printed);
    }
}
