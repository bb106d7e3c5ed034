package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What streams read and write of the files of every context. */
abstract class FileStreamsContract extends ContextFixture {
    /** More than is read, and written, in one piece. */
    static final int LARGE = 1_000_000;

    @TempDir
    Path directory;

    FileSystem files;

    @BeforeEach
    final void open() {
        files = context.files();
    }

    @Override
    boolean shared() {
        return true;
    }

    final Path here(String name) {
        return directory.resolve(name);
    }

    final Path there(String name) {
        return files.getPath(directory.toString(), name);
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    // Streams

    @Test
    void wholeFilesAreReadAndWritten() throws IOException {
        for (int size : new int[] {0, 1, 8192, 256 * 1024, 256 * 1024 + 1, LARGE}) {
            byte[] bytes = random(size);
            Files.write(there("file"), bytes);
            assertArrayEquals(bytes, Files.readAllBytes(here("file")), size + " written");
            assertArrayEquals(bytes, Files.readAllBytes(there("file")), size + " read");
            try (InputStream in = Files.newInputStream(there("file"))) {
                assertArrayEquals(bytes, in.readAllBytes(), size + " streamed");
                assertEquals(-1, in.read());
            }
        }
        Files.writeString(there("file"), "one\n");
        Files.writeString(there("file"), "two\n", StandardOpenOption.APPEND);
        assertEquals(List.of("one", "two"), Files.readAllLines(there("file")));
        assertTrue(Files.readString(files.getPath("/proc/self/status")).contains("\nPid:\t"));
    }

    @Test
    void aStreamIsWrittenAndFlushed() throws IOException {
        byte[] bytes = random(LARGE);
        try (OutputStream out = Files.newOutputStream(there("file"))) {
            assertTrue(Files.exists(here("file")), "it is there when the stream is");
            out.write(7);
            out.flush();
            assertArrayEquals(new byte[] {7}, Files.readAllBytes(here("file")));
            out.write(bytes);
        }
        assertEquals(LARGE + 1, Files.size(here("file")));
        try (OutputStream out =
                Files.newOutputStream(there("file"), StandardOpenOption.APPEND, StandardOpenOption.CREATE)) {
            out.write(bytes);
        }
        byte[] all = Files.readAllBytes(here("file"));
        assertEquals(2 * LARGE + 1, all.length);
        assertEquals(bytes[LARGE - 1], all[2 * LARGE]);
        OutputStream closed = Files.newOutputStream(there("other"), StandardOpenOption.CREATE_NEW);
        closed.close();
        closed.close();
        assertThrows(IOException.class, () -> closed.write(1));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> Files.newOutputStream(there("other"), StandardOpenOption.CREATE_NEW));
        assertThrows(
                IllegalArgumentException.class, () -> Files.newOutputStream(there("other"), StandardOpenOption.READ));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.newInputStream(there("other"), StandardOpenOption.WRITE));
    }

    @Test
    void whatFailsWhileItIsWrittenIsTold() throws IOException {
        Path full = files.getPath("/dev/full");
        IOException small = assertThrows(IOException.class, () -> Files.writeString(full, "x"));
        assertTrue(small.getMessage().contains("No space left"), small::toString);
        OutputStream out = Files.newOutputStream(full);
        out.write(new byte[LARGE]);
        IOException flushed = assertThrows(IOException.class, out::flush);
        assertTrue(flushed.getMessage().contains("No space left"), flushed::toString);
        out.write(1);
        IOException closed = assertThrows(IOException.class, out::close);
        assertTrue(closed.getMessage().contains("No space left"), closed::toString);
        try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
            IOException written = assertThrows(IOException.class, () -> channel.write(bytes("x")));
            assertTrue(written.getMessage().contains("No space left"), written::toString);
            assertTrue(channel.isOpen());
        }
    }

    @Test
    void aStreamWithoutPlacesIsRead() throws IOException {
        try (InputStream zeros = Files.newInputStream(files.getPath("/dev/zero"))) {
            assertArrayEquals(new byte[100_000], zeros.readNBytes(100_000));
        }
        assertEquals(0, Files.readAllBytes(files.getPath("/dev/null")).length);
        Files.writeString(files.getPath("/dev/null"), "lost");
    }

    /** A descriptor of the context that leads to that file, or null. */
    final String openThere(String name) {
        String file = here(name).toString();
        return context.call(() -> {
            for (java.io.File each : new java.io.File("/proc/self/fd").listFiles()) {
                try {
                    if (Files.readSymbolicLink(each.toPath()).toString().equals(file)) {
                        return each.toString();
                    }
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
            return null;
        });
    }
}
