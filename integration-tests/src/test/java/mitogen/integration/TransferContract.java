package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.Transfer;
import mitogen.Transfer.Difference;
import mitogen.Transfer.Difference.Kind;
import mitogen.Transfer.Result;
import mitogen.internal.NativePaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What transfers do to and from every context that has the same disk as the tests, so that both can be compared. */
abstract class TransferContract extends ContextFixture {
    private static final FileTime OLD = FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_789));

    @TempDir
    Path directory;

    private FileSystem files;
    private Path from;
    private Path to;

    @BeforeEach
    final void open() throws IOException {
        files = context.files();
        from = Files.createDirectory(directory.resolve("from"));
        to = directory.resolve("to");
    }

    @Override
    boolean shared() {
        return true;
    }

    private Path there(Path path) {
        return files.getPath(path.toString());
    }

    private Transfer up() {
        return Transfer.of(from, there(to));
    }

    private void write(String name, String text) throws IOException {
        Path file = from.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, OLD);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** All that can be seen of a tree: types, permissions, times, contents, links; by names. */
    private static Map<String, String> seen(Path root) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.toList()) {
                Map<String, Object> unix =
                        Files.readAttributes(each, "unix:mode,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                String what = Integer.toOctalString((Integer) unix.get("mode"));
                if (Files.isSymbolicLink(each)) {
                    what += " -> " + Files.readSymbolicLink(each);
                } else if (Files.isDirectory(each)) {
                    what += " " + unix.get("lastModifiedTime");
                } else {
                    what += " " + unix.get("nlink") + " " + unix.get("lastModifiedTime") + " "
                            + new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
                }
                seen.put(root.relativize(each).toUri().getRawPath(), what);
            }
        }
        return seen;
    }

    private void makeTree() throws IOException {
        write("file", "text");
        write("empty", "");
        write("a/b/c/deep", "deep");
        write("a/run", "#!/bin/sh\n");
        Files.setPosixFilePermissions(from.resolve("a/run"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setPosixFilePermissions(from.resolve("file"), PosixFilePermissions.fromString("r--------"));
        Files.createDirectory(from.resolve("nothing in it"));
        Files.createSymbolicLink(from.resolve("link"), Path.of("a/run"));
        Files.createSymbolicLink(from.resolve("dangling"), Path.of("/no/such/file"));
        Files.createLink(from.resolve("second"), from.resolve("file"));
        Files.createLink(from.resolve("a/third"), from.resolve("file"));
        Files.write(from.resolve("large"), random(300_000));
        Files.write(from.resolve("chunk"), random(64 * 1024));
        Files.writeString(
                from.resolve(NativePaths.of(new byte[] {'n', (byte) 0xff, '\n', ' ', '\\'})), "a name of bytes");
        Files.setLastModifiedTime(from.resolve("a/b"), OLD);
    }

    @Test
    void aTreeGoesUpAndDownAndIsTheSame() throws IOException {
        makeTree();
        Result up = up().run().orThrow();
        assertEquals(seen(from), seen(to));
        assertEquals(11, up.files(), up::toString);
        assertEquals(0, up.skipped());
        assertEquals(4 + 4 + 10 + 300_000 + 65_536 + 15, up.bytes());
        Path back = directory.resolve("back");
        Transfer.of(there(to), back).run().orThrow();
        assertEquals(seen(from), seen(back));
        Result again = up().run().orThrow();
        assertEquals(0, again.files(), again::toString);
        assertEquals(11, again.skipped());
        assertEquals(seen(from), seen(to));
    }

    @Test
    void oneFileGoes() throws IOException {
        write("file", "text");
        Transfer.of(from.resolve("file"), there(to)).run().orThrow();
        assertEquals("text", Files.readString(to));
        assertEquals(OLD, Files.getLastModifiedTime(to));
        Files.createSymbolicLink(from.resolve("link"), Path.of("file"));
        Path copy = directory.resolve("copy");
        Result result = Transfer.of(there(from.resolve("link")), copy)
                .withDelete()
                .run()
                .orThrow();
        assertEquals(1, result.files());
        assertEquals("text", Files.readString(copy));
        assertEquals(Set.of("from", "to", "copy"), names(directory));
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void whatChangedIsReplacedAndKeepsItsPermissions() throws IOException {
        write("file", "old");
        write("same", "same");
        up().run().orThrow();
        Files.setPosixFilePermissions(to.resolve("file"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Object inode = Files.getAttribute(to.resolve("same"), "unix:ino");
        Files.writeString(from.resolve("file"), "new text");
        Result result = up().run().orThrow();
        assertEquals(1, result.files());
        assertEquals(1, result.skipped());
        assertEquals("new text", Files.readString(to.resolve("file")));
        assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve("file"))));
        assertEquals(inode, Files.getAttribute(to.resolve("same"), "unix:ino"));
        up().withPermissions().withOwners().run().orThrow();
        assertEquals(seen(from), seen(to));
    }

    @Test
    void ownersAreThoseOfTheAccountUnlessToldOtherwise() throws IOException {
        Needs.root("give files away");
        write("file", "text");
        Files.setAttribute(from.resolve("file"), "unix:uid", 65534);
        Files.setAttribute(from.resolve("file"), "unix:gid", 12345); // which has no name
        up().run().orThrow();
        assertEquals(0, Files.getAttribute(to.resolve("file"), "unix:uid"));
        List<Difference> differences =
                up().withOwners().withDryRun().run().orThrow().differences();
        assertEquals(
                List.of(there(to.resolve("file"))),
                differences.stream().map(Difference::path).toList());
        for (int i = 0; i < 2; i++) { // of a file that is there, and of a new one
            up().withOwners().run().orThrow();
            assertEquals(65534, Files.getAttribute(to.resolve("file"), "unix:uid"));
            assertEquals(12345, Files.getAttribute(to.resolve("file"), "unix:gid"));
            Files.delete(to.resolve("file"));
        }
        up().withOwners().run().orThrow();
        Files.setAttribute(to.resolve("file"), "unix:mode", 04750);
        Files.writeString(from.resolve("file"), "changed");
        up().run().orThrow();
        assertEquals("changed", Files.readString(to.resolve("file")));
        assertEquals(65534, Files.getAttribute(to.resolve("file"), "unix:uid"));
        assertEquals(04750, (Integer) Files.getAttribute(to.resolve("file"), "unix:mode") & 07777);
    }

    @Test
    void onlyAChecksumSeesWhatHasTheSameSizeAndTime() throws IOException {
        write("one", "aaaa");
        write("two", "bbbb");
        write("late", "cccc");
        up().run().orThrow();
        Files.writeString(to.resolve("one"), "xxxx");
        Files.setLastModifiedTime(to.resolve("one"), OLD);
        Files.setLastModifiedTime(to.resolve("late"), FileTime.fromMillis(0));
        assertEquals(1, up().run().orThrow().files());
        Files.setLastModifiedTime(to.resolve("late"), FileTime.fromMillis(0));
        assertEquals(
                List.of(
                        new Difference(there(to.resolve("late")), Kind.ATTRIBUTES),
                        new Difference(there(to.resolve("one")), Kind.CHANGED)),
                sorted(up().withChecksum().withDryRun().run().orThrow()));
        Result result = up().withChecksum().run().orThrow();
        assertEquals(1, result.files());
        assertEquals(2, result.skipped());
        assertEquals(seen(from), seen(to));
    }

    private static List<Difference> sorted(Result result) {
        List<Difference> all = new ArrayList<>(result.differences());
        all.sort((one, other) -> one.path().compareTo(other.path()));
        return all;
    }

    @Test
    void aDryRunTellsWhatARunWouldDo() throws IOException {
        write("changed", "longer");
        write("new", "new");
        write("d/new", "new");
        write("same", "same");
        write("mode", "mode");
        Files.createDirectories(to.resolve("gone/inside"));
        Files.writeString(to.resolve("changed"), "short");
        for (String each : List.of("same", "mode")) {
            Files.copy(from.resolve(each), to.resolve(each));
            Files.setLastModifiedTime(to.resolve(each), OLD);
        }
        Files.setPosixFilePermissions(to.resolve("mode"), PosixFilePermissions.fromString("rw-------"));
        Map<String, String> before = seen(to);
        Result result = up().withDryRun().withDelete().withPermissions().run().orThrow();
        assertEquals(
                List.of(
                        new Difference(there(to.resolve("changed")), Kind.CHANGED),
                        new Difference(there(to.resolve("d")), Kind.NEW),
                        new Difference(there(to.resolve("d/new")), Kind.NEW),
                        new Difference(there(to.resolve("gone")), Kind.DELETED),
                        new Difference(there(to.resolve("mode")), Kind.ATTRIBUTES),
                        new Difference(there(to.resolve("new")), Kind.NEW)),
                sorted(result));
        assertEquals(before, seen(to));
        up().withDelete().withPermissions().run().orThrow();
        assertEquals(seen(from), seen(to));
        assertEquals(
                List.of(),
                up().withDelete().withPermissions().withDryRun().run().orThrow().differences());
    }

    @Test
    void whatIsLeftOutStaysAndTheRestIsDeleted() throws IOException {
        write("a.java", "");
        write("b.log", "");
        write("src/c.java", "");
        write("src/d.txt", "");
        write("target/e.java", "");
        Files.createDirectories(to.resolve("old/older"));
        Files.writeString(to.resolve("old/older/f.java"), "");
        Files.writeString(to.resolve("kept.log"), "");
        Files.createDirectories(to.resolve("target"));
        Files.createSymbolicLink(to.resolve("extra.java"), from.resolve("a.java"));
        Result result = up().withInclude("*.java", "src/*.txt")
                .withExclude("target/", "*.log")
                .withDelete()
                .run()
                .orThrow();
        assertEquals(Set.of("a.java", "src", "target", "kept.log"), names(to));
        assertEquals(Set.of("c.java", "d.txt"), names(to.resolve("src")));
        assertEquals(Set.of(), names(to.resolve("target")));
        assertEquals(4, result.deleted());
        assertTrue(Files.exists(from.resolve("a.java")), "a link was followed");
    }

    @Test
    void runsOfZerosAreHoles() throws IOException {
        byte[] bytes = new byte[4 << 20];
        bytes[3 << 20] = 1;
        Files.write(from.resolve("sparse"), bytes);
        Result result = up().run().orThrow();
        assertEquals(bytes.length, result.bytes());
        assertArrayEquals(bytes, Files.readAllBytes(to.resolve("sparse")));
        assertTrue(blocks(to.resolve("sparse")) <= 512, () -> "it has no holes");
    }

    private static long blocks(Path file) {
        try {
            Process du = new ProcessBuilder("du", "-k", file.toString()).start();
            return Long.parseLong(
                    new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\t", 2)[0]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void eachPathFailsByItselfAndTheRestGoesOn() throws Exception {
        write("directory there", "file");
        write("good", "good");
        write("file there/inside", "inside");
        write("other/inside", "inside");
        Files.createSymbolicLink(from.resolve("link"), Path.of("good"));
        Processes.run("mkfifo", from.resolve("pipe").toString());
        Files.createDirectories(to.resolve("directory there/full"));
        Files.createDirectories(to.resolve("link"));
        Files.writeString(to.resolve("file there"), "file");
        Result result = up().run();
        assertEquals(
                Set.of(
                        there(to.resolve("directory there")),
                        there(to.resolve("file there")),
                        there(to.resolve("link")),
                        from.resolve("pipe")),
                result.failures().keySet(),
                result::toString);
        FileSystemException isDirectory = assertInstanceOf(
                FileSystemException.class, result.failures().get(there(to.resolve("directory there"))));
        assertEquals("Is a directory", isDirectory.getReason());
        assertInstanceOf(FileAlreadyExistsException.class, result.failures().get(there(to.resolve("file there"))));
        assertEquals("good", Files.readString(to.resolve("good")));
        assertEquals("inside", Files.readString(to.resolve("other/inside")));
        IOException thrown = assertThrows(IOException.class, result::orThrow);
        assertEquals(3, thrown.getSuppressed().length);
        Files.delete(from.resolve("pipe"));
        up().withDelete().run().orThrow();
        assertEquals("inside", Files.readString(to.resolve("file there/inside")));
        assertEquals(seen(from).keySet(), seen(to).keySet());
    }

    @Test
    void whatIsNotThereIsAFailure() throws IOException {
        Path missing = from.resolve("missing");
        Result result = Transfer.of(missing, there(to)).run();
        assertInstanceOf(NoSuchFileException.class, result.failures().get(missing), result::toString);
        result = Transfer.of(there(missing), to).run();
        assertInstanceOf(NoSuchFileException.class, result.failures().get(there(missing)), result::toString);
        write("file", "");
        Path below = there(to.resolve("no/such/directory"));
        for (Path each : List.of(from, from.resolve("file"))) {
            result = Transfer.of(each, below).run();
            assertInstanceOf(NoSuchFileException.class, result.failures().get(below), result::toString);
        }
        assertEquals(Set.of("from"), names(directory));
    }

    @Test
    void aNameThatIsTooLongIsAFailure() throws IOException {
        write("x".repeat(255), "longest");
        Transfer.of(from, there(to)).run().orThrow();
        assertEquals(seen(from), seen(to));
        Path longer = there(directory.resolve("x".repeat(256)));
        Result result = Transfer.of(from.resolve("x".repeat(255)), longer).run();
        FileSystemException tooLong =
                assertInstanceOf(FileSystemException.class, result.failures().get(longer));
        assertEquals("File name too long", tooLong.getReason());
    }

    @Test
    void progressIsTold() throws IOException {
        makeTree();
        List<Transfer.Progress> told = new ArrayList<>();
        Result result = up().withProgress(told::add).run().orThrow();
        Transfer.Progress last = told.get(told.size() - 1);
        assertEquals(result.files(), last.files());
        assertEquals(result.bytes(), last.bytes());
        assertTrue(last.rate() > 0);
        IllegalStateException own = new IllegalStateException("enough");
        assertEquals(
                own,
                assertThrows(
                        IllegalStateException.class,
                        () -> up().withProgress(unused -> {
                                    throw own;
                                })
                                .run()));
    }
}
