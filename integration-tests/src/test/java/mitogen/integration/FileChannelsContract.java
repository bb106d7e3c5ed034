package mitogen.integration;

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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What channels read and write of the files of every context. */
abstract class FileChannelsContract extends FileStreamsContract {

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
}
