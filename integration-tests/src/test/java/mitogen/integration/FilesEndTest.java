package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.DeadlineException;
import mitogen.Task;
import mitogen.connect.Exec;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a context cost, and what becomes of them when it ends. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class FilesEndTest {
    @TempDir
    Path directory;

    private Mitogen mitogen;
    private Context context;
    private final AtomicInteger calls = new AtomicInteger();

    /** Counts what is asked. */
    private record Counting(Context inner, AtomicInteger calls) implements ForwardingContext {
        @Override
        public <T> Call<T> submit(Task<T> task) {
            calls.incrementAndGet();
            return inner.submit(task);
        }
    }

    @BeforeEach
    void open() {
        mitogen =
                Mitogen.open(Options.defaults().withOutput(new RecordedOutput()).withClassReport(true));
        context = mitogen.connect(local());
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private FileSystem counted() {
        return new mitogen.files.ContextFileSystem(new Counting(context, calls), mitogen.context(), false);
    }

    private int calls() {
        return calls.getAndSet(0);
    }

    // Round trips

    @Test
    void whatIsSmallIsOneRoundTrip() throws IOException {
        FileSystem files = counted();
        Path file = files.getPath(directory + "/file");
        Files.writeString(file, "text");
        assertEquals(1, calls());
        assertEquals("text", Files.readString(file));
        assertEquals(1, calls());
        assertEquals(List.of("text"), Files.readAllLines(file));
        assertEquals(1, calls());
        try (InputStream in = Files.newInputStream(file)) {
            assertEquals(4, in.readAllBytes().length);
        }
        assertEquals(1, calls());
        Files.createFile(file.resolveSibling("other"));
        assertEquals(1, calls());
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertEquals(2, all.filter(Files::isRegularFile).count());
        }
        assertEquals(1, calls());
        Files.copy(file, file.resolveSibling("copy"));
        assertEquals(1, calls());
        Files.copy(new java.io.ByteArrayInputStream(new byte[10]), file.resolveSibling("stream"));
        assertEquals(1, calls());
    }

    /** A thousand directories with four files each. */
    @Test
    void aWalkTakesFewRoundTrips() throws IOException {
        for (int i = 0; i < 1000; i++) {
            Path below = Files.createDirectories(directory.resolve("d" + i % 10 + "/e" + i));
            for (int j = 0; j < 4; j++) {
                Files.createFile(below.resolve("f" + j));
            }
        }
        try (Stream<Path> all = Files.walk(counted().getPath(directory.toString()))) {
            assertEquals(4000, all.filter(Files::isRegularFile).count());
        }
        int needed = calls();
        assertTrue(needed <= 20, () -> needed + " round trips"); // it depends on how fast the target is
        System.out.println("files: a walk over 1,011 directories took " + needed + " round trips");
    }

    /** Neither does the first look at a file ask for classes, nor does anybody get the classes of this side. */
    @Test
    void aTargetGetsLittle() throws IOException {
        Files.writeString(directory.resolve("file"), "text");
        assertEquals("text", Files.readString(context.files().getPath(directory + "/file")));
        Mitogen.ClassUse use = mitogen.classReport().get(0);
        assertEquals(0, use.roundTrips(), use::toString);
        assertEquals(
                List.of(),
                use.ahead().stream()
                        .filter(name -> name.contains("ContextFile") || name.contains("Remote"))
                        .toList());
        Context other = mitogen.connect(local());
        other.call(() -> Context.current().name());
        List<String> ahead = mitogen.classReport().stream()
                .flatMap(each -> each.ahead().stream())
                .filter(name -> name.startsWith("mitogen.files.ContextPath"))
                .collect(Collectors.toList());
        assertEquals(List.of(), ahead);
        other.call(() -> Files.exists(Context.current().files().getPath("/")));
    }

    // Ends

    @Test
    void aLostContextFailsAllThatIsOpen() throws Exception {
        FileSystem files = context.files();
        Files.write(directory.resolve("large"), new byte[10_000_000]);
        Path file = files.getPath(directory + "/large");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        InputStream in = Files.newInputStream(file);
        OutputStream out = Files.newOutputStream(files.getPath(directory + "/other"));
        FileChannel.open(
                files.getPath(directory + "/gone"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        WatchService watcher = files.newWatchService();
        long pid = context.call(() -> ProcessHandle.current().pid());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertLost(() -> channel.write(ByteBuffer.allocate(1)));
        assertLost(in::readAllBytes);
        assertLost(() -> {
            out.write(new byte[1_000_000]);
            out.flush();
        });
        assertLost(() -> Files.size(file));
        assertLost(() -> list(file.getParent()));
        ClosedWatchServiceException closed = assertThrows(ClosedWatchServiceException.class, watcher::take);
        assertInstanceOf(ContextLostException.class, rootOf(closed));
        assertThrows(IOException.class, files::close);
        assertFalse(Files.exists(directory.resolve("gone")));
    }

    private interface Failing {
        void run() throws IOException;
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && !(root instanceof ContextLostException)) {
            root = root.getCause();
        }
        return root;
    }

    private static void list(Path listed) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(listed)) {
            all.forEach(each -> {});
        }
    }

    private void assertLost(Failing failing) {
        IOException thrown = assertThrows(IOException.class, failing::run);
        assertInstanceOf(ContextLostException.class, thrown.getCause(), thrown::toString);
        assertTrue(
                thrown.getMessage().startsWith("the files of " + context + " cannot be reached: "), thrown::getMessage);
    }

    @Test
    void aContextThatIsNeverUpFailsWithItsReason() {
        Context never = mitogen.connect(Exec.exec("false"));
        IOException thrown =
                assertThrows(IOException.class, () -> Files.size(never.files().getPath("/")));
        assertInstanceOf(ConnectFailedException.class, thrown.getCause());
    }

    @Test
    void aTimeoutOfTheContextHolds() {
        FileSystem files = context.withTimeout(Duration.ZERO).files();
        IOException thrown = assertThrows(IOException.class, () -> Files.size(files.getPath("/")));
        assertInstanceOf(DeadlineException.class, thrown.getCause());
    }

    /** As a program in the middle of the tree. */
    @Test
    void aContextHasTheFilesOfThoseBelow() {
        String file = directory + "/file";
        assertEquals("text", context.call(() -> {
            try (Context below = Context.current().connect(local())) {
                Path path = below.files().getPath(file);
                Files.writeString(path, "text");
                return Files.readString(path);
            }
        }));
    }

    // Trust

    /** A task there says what it likes. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Lying(Context inner, byte[] answer) implements ForwardingContext {
        @Override
        public <T> Call<T> submit(Task<T> task) {
            byte[] lie = answer;
            @SuppressWarnings("unchecked")
            Call<T> call = (Call<T>) inner.submit(() -> lie);
            return call;
        }

        @Override
        public <T> T call(Task<T> task) {
            return submit(task).await();
        }
    }

    @Test
    void aHostileListingLeadsNowhereElse() {
        for (String name : List.of("../x", "..", ".", "", "a/b", "a\0b")) {
            List<Byte> rows = new ArrayList<>();
            put(rows, 1);
            put(rows, "/d");
            put(rows, 1);
            put(rows, name);
            put(rows, 0); // no attributes
            put(rows, 0);
            put(rows, 0);
            assertSenseless(rows);
        }
        assertSenseless(List.of());
        List<Byte> endless = new ArrayList<>();
        put(endless, 1);
        put(endless, 1 << 30); // the length of the path
        assertSenseless(endless);
        List<Byte> others = new ArrayList<>();
        put(others, 0); // no directory at all
        assertSenseless(others);
    }

    private void assertSenseless(List<Byte> answer) {
        byte[] bytes = new byte[answer.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = answer.get(i);
        }
        FileSystem files = new mitogen.files.ContextFileSystem(new Lying(context, bytes), mitogen.context(), false);
        IOException thrown = assertThrows(IOException.class, () -> list(files.getPath("/d")));
        assertTrue(thrown.getMessage().contains("makes no sense"), thrown::getMessage);
    }

    private static void put(List<Byte> rows, long number) {
        long left = number << 1;
        for (; left > 127; left >>>= 7) {
            rows.add((byte) (left | 128));
        }
        rows.add((byte) left);
    }

    private static void put(List<Byte> rows, String text) {
        put(rows, text.length());
        for (int i = 0; i < text.length(); i++) {
            rows.add((byte) text.charAt(i));
        }
    }
}
