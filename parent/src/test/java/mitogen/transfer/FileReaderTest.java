package mitogen.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mitogen.Sender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent of a file that changes while it is read. */
final class FileReaderTest {
    private static final int SIZE = 3 * Wire.CHUNK + 1000;

    /** Changes the file. */
    private interface Change {
        void run() throws IOException;
    }

    /** Keeps what is sent, and lets something happen when the first message is there. */
    private static final class Destination implements Sender<Object> {
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        Change change = () -> {};

        @Override
        public void send(Object message) {
            got.writeBytes((byte[]) message);
            try {
                change.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            change = () -> {};
        }

        @Override
        public void close() {}

        @Override
        public void fail(Throwable reason) {}

        @Override
        public Sender<Object> detach() {
            return this;
        }
    }

    @TempDir
    Path directory;

    private final Destination destination = new Destination();
    private Path file;
    private byte[] content;

    private long offset;
    private byte[] sent;
    private long zeros; // that were told instead of sent
    private boolean grew;
    private String failure = "";

    @BeforeEach
    void write() throws IOException {
        content = new byte[SIZE];
        new Random(1).nextBytes(content);
        file = Files.write(directory.resolve("file"), content);
    }

    private void append(int count) throws IOException {
        Files.write(file, new byte[count], StandardOpenOption.APPEND);
    }

    private void overwrite() throws IOException {
        Files.write(file, new byte[10], StandardOpenOption.WRITE);
    }

    private void send(long known, byte[] digest, Stat stat) throws IOException {
        Outlet outlet = new Outlet(OutletTest.receiver(destination));
        OutletTest.open(outlet);
        new FileReader().send(new Walk.Found(file, stat), List.of(new FileReader.Wanted(outlet, known, digest)));
        outlet.close();
        read(ByteBuffer.wrap(destination.got.toByteArray()));
    }

    private void send(Change change) throws IOException {
        destination.change = change;
        send(0, null, Stat.of(file, LinkOption.NOFOLLOW_LINKS));
    }

    private void read(ByteBuffer from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (from.hasRemaining()) {
            switch (from.get()) {
                case Wire.FILE -> {
                    Packer.stat(from);
                    offset = from.getLong();
                }
                case Wire.BYTES -> {
                    byte[] some = new byte[Wire.count(from)];
                    from.get(some);
                    bytes.writeBytes(some);
                }
                case Wire.ZEROS -> {
                    int count = (int) from.getLong();
                    zeros += count;
                    bytes.writeBytes(new byte[count]);
                }
                case Wire.WHOLE -> {
                    grew = from.get() != 0;
                    sent = bytes.toByteArray();
                    byte[] all = Arrays.copyOf(content, (int) offset + sent.length);
                    assertArrayEquals(FileDigest.create().digest(all), Wire.digest(from));
                }
                case Wire.NO_FILE -> failure = Wire.text(from) + ": " + Wire.text(from);
                default -> throw new AssertionError(from);
            }
        }
    }

    @Test
    void aFileIsSent() throws IOException {
        send(() -> {});
        assertArrayEquals(content, sent);
        assertEquals(false, grew);
    }

    @Test
    void blocksOfZerosAreNotSent() throws IOException {
        Arrays.fill(content, Wire.BLOCK, 3 * Wire.BLOCK, (byte) 0); // within a chunk
        Arrays.fill(content, 2 * Wire.CHUNK, SIZE, (byte) 0); // a chunk, and what is less than a block behind it
        Files.write(file, content);
        send(() -> {});
        assertArrayEquals(content, sent);
        assertEquals(2L * Wire.BLOCK + Wire.CHUNK, zeros);
    }

    @Test
    void blocksOfZerosInASmallFileAreNotSent() throws IOException {
        content = new byte[2 * Wire.BLOCK + 10];
        content[0] = 1;
        Files.write(file, content);
        send(() -> {});
        assertArrayEquals(content, sent);
        assertEquals(Wire.BLOCK, zeros);
    }

    @Test
    void aFileThatGrowsIsSentAsItWas() throws IOException {
        send(() -> append(500_000));
        assertArrayEquals(content, sent, failure);
        assertEquals(true, grew);
    }

    @Test
    void aSmallFileThatGrewSinceItWasFoundIsSentAsItIs() throws IOException {
        content = Arrays.copyOf(content, 100);
        Files.write(file, content);
        Stat before = Stat.of(file, LinkOption.NOFOLLOW_LINKS);
        append(10);
        content = Arrays.copyOf(content, 110);
        send(0, null, before);
        assertArrayEquals(content, sent, failure);
        assertEquals(false, grew);
    }

    @Test
    void aFileThatIsRewrittenIsAFailure() throws IOException {
        List<Change> changes = List.of(
                this::overwrite,
                () -> {
                    overwrite();
                    append(1000);
                },
                () -> Files.write(file, new byte[10]), // as a log that is emptied
                () -> Files.write(file, new byte[2 * SIZE]),
                () -> {
                    Path other = Files.write(directory.resolve("other"), content);
                    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                });
        for (Change each : changes) {
            write();
            sent = null;
            failure = "";
            destination.got.reset();
            send(each);
            assertEquals("java.io.IOException: " + FileReader.CHANGED, failure, () -> "of " + changes.indexOf(each));
            assertEquals(null, sent);
        }
    }

    @Test
    void onlyWhatTheDestinationDoesNotHaveIsSent() throws IOException {
        Stat stat = Stat.of(file, LinkOption.NOFOLLOW_LINKS);
        long known = 2L * Wire.CHUNK + 500;
        send(known, FileDigest.of(file, known).digest(), stat);
        assertEquals(known, offset);
        assertArrayEquals(Arrays.copyOfRange(content, (int) known, SIZE), sent);
        destination.got.reset();
        send(known, new byte[Wire.DIGEST], stat);
        assertEquals(0, offset);
        assertArrayEquals(content, sent);
    }

    @Test
    void eachDestinationGetsWhatItDoesNotHave() throws IOException {
        Stat stat = Stat.of(file, LinkOption.NOFOLLOW_LINKS);
        Destination other = new Destination();
        List<Outlet> outlets =
                List.of(new Outlet(OutletTest.receiver(destination)), new Outlet(OutletTest.receiver(other)));
        outlets.forEach(OutletTest::open);
        long known = Wire.CHUNK + 1;
        long more = 3L * Wire.CHUNK;
        new FileReader()
                .send(
                        new Walk.Found(file, stat),
                        List.of(
                                new FileReader.Wanted(
                                        outlets.get(0),
                                        known,
                                        FileDigest.of(file, known).digest()),
                                new FileReader.Wanted(
                                        outlets.get(1),
                                        more,
                                        FileDigest.of(file, more).digest())));
        outlets.forEach(Outlet::close);
        read(ByteBuffer.wrap(destination.got.toByteArray()));
        assertArrayEquals(Arrays.copyOfRange(content, (int) known, SIZE), sent);
        read(ByteBuffer.wrap(other.got.toByteArray()));
        assertArrayEquals(Arrays.copyOfRange(content, (int) more, SIZE), sent);
    }
}
