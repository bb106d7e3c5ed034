package mitogen.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mitogen.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source may say to a destination, and a destination to whoever asked, whoever they are. */
final class DestinationTest {
    private static final Stat FILE = new Stat(0100644, 0, 0, 1, 4, 0, 0, 1, 0);
    private static final Stat DIRECTORY = new Stat(0040755, 0, 0, 1, 0, 0, 0, 1, 0);
    private static final Stat LINK = new Stat(0120777, 0, 0, 1, 0, 0, 0, 1, 0);

    /** Keeps what is sent. */
    private record Kept(List<byte[]> messages) implements Sender<Object> {
        @Override
        public void send(Object value) {
            messages.add((byte[]) value);
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

    private final Kept answers = new Kept(new ArrayList<>());
    private final Kept reports = new Kept(new ArrayList<>());
    private final Reports out = new Reports(reports);
    private Hidden hidden;
    private Destination destination;

    private void open(boolean delete) throws IOException {
        Path root = directory.resolve("root");
        Plan plan = new Plan(List.of(), List.of(), delete, false, false, false, false, false, false);
        hidden = new Hidden(false);
        destination = new Destination(root, plan, new Packer(answers), out, hidden);
        take(to -> entry(to, "", DIRECTORY));
        take(to -> in(to, ""));
    }

    @AfterEach
    void close() {
        if (hidden != null) {
            hidden.close();
        }
    }

    private void take(Consumer<Packer> records) throws IOException {
        Kept message = new Kept(new ArrayList<>());
        Packer packer = new Packer(message);
        records.accept(packer);
        packer.flush();
        for (byte[] each : message.messages) {
            destination.take(ByteBuffer.wrap(each));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void entry(Packer to, String name, Stat stat) {
        to.begin(Wire.ENTRY, 1000).put(bytes(name)).put(stat).put(0);
    }

    private static void link(Packer to, String name, String text) {
        entry(to, name, LINK);
        to.put(bytes(text));
    }

    private static void in(Packer to, String name) {
        to.begin(Wire.DIRECTORY, 1000).put(bytes(name));
    }

    private static void content(Packer to, String text) {
        to.begin(Wire.FILE, 100).put(FILE).put(0L);
        to.bytes(bytes(text), 0, text.length());
        to.begin(Wire.WHOLE, 33).put(false).putRaw(FileDigest.create().digest(bytes(text)));
    }

    private void assertSenseless(Consumer<Packer> records) {
        assertThrows(Wire.SenselessException.class, () -> take(records));
    }

    private List<String> all() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(each -> directory.relativize(each).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anHonestSourceIsObeyed() throws IOException {
        open(false);
        take(to -> entry(to, "file", FILE));
        destination.flush();
        assertArrayEquals(new byte[] {Wire.WANT}, answers.messages.get(0));
        take(to -> content(to, "text"));
        take(to -> to.begin(Wire.END, 0));
        assertTrue(destination.isWhole());
        destination.finish();
        assertEquals("text", Files.readString(directory.resolve("root/file")));
    }

    @Test
    void noNameLeadsElsewhere() throws IOException {
        open(true);
        for (String name : List.of("..", ".", "a/b", "/etc", "a\0b", "x".repeat(256))) {
            for (Stat each : List.of(FILE, DIRECTORY)) {
                assertSenseless(to -> entry(to, name, each));
            }
            assertSenseless(to -> link(to, name, "x"));
        }
        assertSenseless(to -> entry(to, "", FILE));
        for (String name : List.of("..", "/", "../root", "never told")) {
            take(to -> in(to, name));
            take(to -> entry(to, "file", FILE)); // is passed over
            destination.flush();
        }
        answers.messages.forEach(each -> assertEquals(Wire.SKIP, each[0]));
        assertEquals(List.of("", "root"), all());
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        open(true);
        take(to -> link(to, "link", outside.toString()));
        take(to -> in(to, "link"));
        take(to -> entry(to, "file", FILE));
        destination.flush();
        assertArrayEquals(new byte[] {Wire.SKIP}, answers.messages.get(0));
        assertEquals(List.of("", "outside", "root", "root/link"), all());
    }

    /** A directory is told, and a file in it asked for; then a link takes the directory's place. */
    @Test
    void noDirectoryBecomesALink() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        open(true);
        take(to -> {
            entry(to, "d", DIRECTORY);
            in(to, "d");
            entry(to, "file", FILE);
            in(to, "");
        });
        take(to -> link(to, "d", outside.toString())); // passed over: no directory is listed twice
        take(to -> content(to, "text"));
        assertTrue(Files.isDirectory(directory.resolve("root/d")));
        assertFalse(Files.isSymbolicLink(directory.resolve("root/d")));
        assertFalse(Files.exists(outside.resolve("file")));
    }

    /** Another process could do that at any time; it is noticed if this side knows that directories went. */
    @Test
    void aFileGoesOnlyWhereItsDirectoryStillIs() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createDirectories(directory.resolve("root/old"));
        open(true);
        take(to -> {
            entry(to, "d", DIRECTORY);
            to.begin(Wire.CLOSED, 1).put(true); // which deletes "old"
            in(to, "d");
            entry(to, "file", FILE);
        });
        Files.delete(directory.resolve("root/d"));
        Files.createSymbolicLink(directory.resolve("root/d"), outside);
        assertSenseless(to -> content(to, "text"));
        assertFalse(Files.exists(outside.resolve("file")));
    }

    @Test
    void whatNobodyAskedForIsRefused() throws IOException {
        open(false);
        assertSenseless(to -> content(to, "text"));
        assertSenseless(to -> to.bytes(new byte[1], 0, 1));
        assertSenseless(to -> to.begin(Wire.ZEROS, 8).put(1L));
        assertSenseless(to -> to.begin(Wire.SAME, 1).put(true));
        assertSenseless(to -> to.begin((byte) 99, 0));
        assertSenseless(to -> to.begin(Wire.BYTES, 8).put(1 << 30));
        take(to -> entry(to, "file", FILE));
        assertSenseless(to -> to.begin(Wire.FILE, 100).put(FILE).put(1L));
        assertEquals(List.of("", "root"), all());
    }

    @Test
    void noMoreIsKeptThanAnHonestSourceNeeds() throws IOException {
        open(false);
        assertSenseless(to -> {
            for (int i = 0; i < Source.AHEAD + 2; i++) {
                entry(to, "file" + i, FILE);
            }
        });
        assertEquals(List.of("", "root"), all());
    }

    @Test
    void whatArrivesDamagedIsAFailure() throws IOException {
        open(false);
        take(to -> entry(to, "file", FILE));
        take(to -> {
            to.begin(Wire.FILE, 100).put(FILE).put(0L);
            to.bytes(bytes("text"), 0, 4);
            to.begin(Wire.WHOLE, 33).put(false).putRaw(new byte[32]);
        });
        assertEquals(List.of("", "root"), all());
        List<String> told = new ArrayList<>();
        Tally tally = new Tally(null);
        Place place = new Place(
                null,
                bytes("/r"),
                Path.of("/r"),
                false,
                name -> Path.of(new String(name, StandardCharsets.ISO_8859_1)));
        Incidents incidents = new Incidents(place, place, tally, (type, reason, path) -> {
            told.add(path + ": " + reason);
            return new IOException(reason);
        });
        out.done();
        for (byte[] each : reports.messages) {
            incidents.take(each);
        }
        assertTrue(incidents.isDone());
        assertEquals(List.of("/r/file: " + Incoming.DAMAGED), told);
        assertEquals(1, tally.result().failures().size());
    }

    @Test
    void aSenselessReportIsRefused() {
        Place place = new Place(
                null,
                bytes("/r"),
                Path.of("/r"),
                false,
                name -> Path.of(new String(name, StandardCharsets.ISO_8859_1)));
        Incidents incidents =
                new Incidents(place, place, new Tally(null), (type, reason, path) -> new IOException(reason));
        for (Object each : List.of(
                new byte[] {99},
                new byte[] {Wire.COUNTS, 1},
                new byte[] {Wire.FAILED, 0, 127, 0, 0, 0},
                new byte[] {Wire.FAILED, 0, -1, 0, 0, 0},
                new byte[] {Wire.DIFFERENT, 0, 0, 0, 1, 99, 0, 0, 0, 0},
                new byte[] {Wire.PARTIAL, 1, 0, 0, 0, 1, 0},
                "text")) {
            assertThrows(Wire.SenselessException.class, () -> incidents.take(each), () -> "of " + each);
        }
    }
}
