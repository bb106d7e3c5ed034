package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be read and written of the files of every context. */
abstract class FileChannelsContract extends ContextFixture {
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

    private static ByteBuffer bytes(String text) {
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

    // Channels

    @Test
    void aChannelReadsAndWritesAtPlaces() throws IOException {
        Path file = there("file");
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertEquals(6, channel.write(bytes("abcdef")));
            assertEquals(6, channel.position());
            assertEquals("abcdef", Files.readString(here("file")), "it is there when the write returns");
            channel.position(2);
            ByteBuffer two = ByteBuffer.allocate(2);
            assertEquals(2, channel.read(two));
            assertEquals(bytes("cd"), two.flip());
            channel.write(bytes("EF"));
            assertEquals("abcdEF", Files.readString(file));
            channel.position(10);
            assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
            assertEquals(6, channel.size());
            channel.write(bytes("x"));
            assertEquals(11, channel.size());
            channel.truncate(3);
            assertEquals(3, channel.position());
            assertEquals("abc", Files.readString(here("file")));
            channel.truncate(100);
            assertEquals(3, channel.size());
            assertThrows(IllegalArgumentException.class, () -> channel.position(-1));
            assertThrows(IllegalArgumentException.class, () -> channel.truncate(-1));
            assertEquals(0, channel.read(ByteBuffer.allocate(0)));
        }
    }

    @Test
    void aChannelIsAFileChannel() throws IOException {
        Path file = there("file");
        byte[] bytes = random(LARGE);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertEquals(LARGE, channel.write(new ByteBuffer[] {
                ByteBuffer.wrap(bytes, 0, 10), ByteBuffer.wrap(bytes, 10, LARGE - 10)
            }));
            assertEquals(4, channel.write(bytes("wxyz"), 100));
            assertEquals(LARGE, channel.position());
            ByteBuffer four = ByteBuffer.allocate(4);
            assertEquals(4, channel.read(four, 100));
            assertEquals(bytes("wxyz"), four.flip());
            channel.force(true);
            try (FileChannel here = FileChannel.open(
                    here("copy"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assertEquals(LARGE, channel.transferTo(0, Long.MAX_VALUE, here));
                assertEquals(-1, Files.mismatch(here("file"), here("copy")));
                assertEquals(100, channel.transferFrom(here.position(0), LARGE, 100));
                assertEquals(LARGE + 100, channel.size());
            }
            ByteBuffer[] both = {ByteBuffer.allocate(3), ByteBuffer.allocate(300_000)};
            assertEquals(300_003, channel.position(0).read(both));
            assertThrows(UnsupportedOperationException.class, () -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1));
        }
    }

    @Test
    void aChannelDoesOnlyWhatItWasOpenedFor() throws IOException {
        Files.writeString(here("file"), "text");
        for (StandardOpenOption each : List.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            try (SeekableByteChannel writing = Files.newByteChannel(there("file"), each)) {
                assertThrows(NonReadableChannelException.class, () -> writing.read(ByteBuffer.allocate(1)));
            }
        }
        SeekableByteChannel reading = Files.newByteChannel(there("file"));
        assertThrows(NonWritableChannelException.class, () -> reading.write(bytes("x")));
        assertThrows(NonWritableChannelException.class, () -> reading.truncate(1));
        reading.close();
        assertFalse(reading.isOpen());
        assertThrows(ClosedChannelException.class, () -> reading.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, reading::size);
        assertThrows(ClosedChannelException.class, reading::position);
        Path missing = there("missing");
        assertThrows(NoSuchFileException.class, () -> Files.newByteChannel(missing));
        assertThrows(NoSuchFileException.class, () -> Files.newByteChannel(missing, StandardOpenOption.WRITE));
        assertThrows(
                IllegalArgumentException.class,
                () -> Files.newByteChannel(missing, StandardOpenOption.APPEND, StandardOpenOption.READ));
        assertThrows(
                IllegalArgumentException.class,
                () -> Files.newByteChannel(missing, StandardOpenOption.APPEND, StandardOpenOption.TRUNCATE_EXISTING));
    }

    @Test
    void aChannelAppends() throws IOException {
        Files.writeString(here("file"), "12");
        try (FileChannel channel = FileChannel.open(there("file"), StandardOpenOption.APPEND)) {
            channel.write(bytes("3"));
            assertEquals(3, channel.position());
            Files.writeString(here("file"), "4", StandardOpenOption.APPEND);
            channel.position(0).write(bytes("5"));
            assertEquals("12345", Files.readString(here("file")));
        }
    }

    @Test
    void aChannelSeesWhatGrows() throws IOException {
        for (int size : new int[] {10, LARGE}) { // one that was read as a whole, and one that is open there
            Files.write(here("file"), new byte[size]);
            try (SeekableByteChannel channel = Files.newByteChannel(there("file"))) {
                ByteBuffer all = ByteBuffer.allocate(size + 10);
                while (channel.read(all) >= 0) {
                    // to the end
                }
                assertEquals(size, all.position());
                Files.writeString(here("file"), "more", StandardOpenOption.APPEND);
                assertEquals(4, channel.read(all));
            }
        }
    }

    @Test
    void aChannelKeepsTheFileThatItHasOpened() throws IOException {
        for (int size : new int[] {10, LARGE}) {
            Files.write(here("file"), random(size));
            try (SeekableByteChannel channel = Files.newByteChannel(there("file"))) {
                Files.write(here("other"), new byte[2 * size]);
                Files.move(here("other"), here("file"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                ByteBuffer all = ByteBuffer.allocate(3 * size);
                while (channel.read(all) >= 0) {
                    // to the end
                }
                assertEquals(-1, channel.read(all));
                assertEquals(ByteBuffer.wrap(random(size)), all.flip());
                assertEquals(size, channel.size());
            }
        }
    }

    @Test
    void aFileIsDeletedOnClose() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(
                there("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            channel.write(bytes("text"));
            channel.position(0);
            ByteBuffer text = ByteBuffer.allocate(10);
            assertEquals(4, channel.read(text));
        }
        assertFalse(Files.exists(here("file")));
        Files.writeString(here("file"), "text");
        try (InputStream in = Files.newInputStream(there("file"), StandardOpenOption.DELETE_ON_CLOSE)) {
            assertEquals("text", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertFalse(Files.exists(here("file")));
    }

    @Test
    void aFileIsSparse() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(
                there("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.position(1L << 40).write(bytes("x"));
        }
        assertEquals((1L << 40) + 1, Files.size(here("file")));
        try (SeekableByteChannel channel = Files.newByteChannel(there("file"))) {
            ByteBuffer two = ByteBuffer.allocate(10);
            assertEquals(2, channel.position((1L << 40) - 1).read(two));
            assertEquals(ByteBuffer.wrap(new byte[] {0, 'x'}), two.flip());
        }
    }

    @Test
    void filesAreLocked() throws IOException {
        Files.writeString(here("file"), "text");
        try (FileChannel channel = FileChannel.open(there("file"), StandardOpenOption.WRITE)) {
            try (FileLock lock = channel.tryLock()) {
                assertNotNull(lock);
                assertTrue(lock.isValid());
                assertThrows(OverlappingFileLockException.class, () -> channel.tryLock(0, 1, false));
            }
            FileLock again = channel.lock(0, 10, false);
            again.release();
            assertFalse(again.isValid());
            assertThrows(NonReadableChannelException.class, () -> channel.tryLock(0, 1, true));
        }
        try (FileChannel channel = FileChannel.open(there("file"));
                FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            assertTrue(shared.isShared());
        }
    }

    // Ends

    @Test
    void anInterruptClosesAChannel() throws Exception {
        try (FileChannel channel = FileChannel.open(
                there("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            Thread.currentThread().interrupt();
            assertThrows(ClosedByInterruptException.class, () -> channel.write(bytes("x")));
            assertTrue(Thread.interrupted());
            assertFalse(channel.isOpen());
        }
    }

    /** Nobody writes to the pipe any more, so the second read would never end. */
    @Test
    void aCloseEndsAReadThatWaits() throws Exception {
        Process made = new ProcessBuilder("mkfifo", here("pipe").toString()).start();
        assertEquals(0, made.waitFor());
        try (FileChannel pipe = FileChannel.open(here("pipe"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            pipe.write(bytes("now"));
            FileChannel channel = FileChannel.open(there("pipe"));
            CountDownLatch first = new CountDownLatch(1);
            CompletableFuture<IOException> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    channel.read(ByteBuffer.allocate(10));
                    first.countDown();
                    channel.read(ByteBuffer.allocate(10));
                    return null;
                } catch (IOException e) {
                    return e;
                }
            });
            assertTrue(first.await(20, TimeUnit.SECONDS));
            channel.close();
            assertInstanceOf(ClosedChannelException.class, reading.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void closingTheFileSystemClosesWhatItHasOpened() throws IOException {
        Path file = there("file");
        SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream stream = Files.newOutputStream(there("other"));
        stream.write(1);
        files.close();
        files.close();
        assertFalse(files.isOpen());
        assertFalse(channel.isOpen());
        assertEquals(1, Files.size(here("other")));
        assertThrows(IOException.class, () -> stream.write(1));
        assertThrows(ClosedFileSystemException.class, () -> Files.size(file));
        assertThrows(ClosedFileSystemException.class, () -> Files.newInputStream(file));
        assertEquals("file", file.getFileName().toString());
        assertNull(openThere("file"));
        assertNull(openThere("other"));
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
