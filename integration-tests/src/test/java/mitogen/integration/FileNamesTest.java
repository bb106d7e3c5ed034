package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Names of files that are not ASCII, between JVMs that decode and encode them in different ways, or cannot. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class FileNamesTest {
    private final Mitogen mitogen = Mitogen.open();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        mitogen.close();
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPathArrivesWithItsBytes() throws Exception {
        for (String name : List.of("caf%E9", "%C3%BC")) { // Latin-1, and UTF-8
            Path file = Path.of(URI.create(directory.toUri() + name));
            Files.writeString(file, "text");
            for (ConnectionMethod method : List.of(local(), exec("env", "LC_ALL=C"))) {
                Context context = mitogen.connect(method);
                Path below = directory;
                List<Path> listed = context.call(() -> list(below));
                assertEquals(List.of(file), listed);
                assertEquals("text", context.call(() -> Files.readString(listed.get(0))));
                context.close();
            }
            Files.delete(file);
        }
    }

    /** It is a text, which that JVM would turn into question marks. */
    @Test
    void aFileThatCannotBeNamedThereIsRefused() {
        Context context = mitogen.connect(exec("env", "LC_ALL=C"));
        File file = new File(directory.toFile(), "\u00fc");
        MitogenException refused = assertThrows(MitogenException.class, () -> context.call(() -> file.exists()));
        assertTrue(refused.getMessage().contains("take a Path, which keeps the bytes"), refused::getMessage);
    }
}
