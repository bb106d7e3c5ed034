package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the files of every context can do that has the same disk as the tests, so that both can be compared. */
abstract class FilesContract extends FileChannelsContract {
    // Looking

    @Test
    void attributesAreThoseThatTheTargetSees() throws IOException {
        Files.writeString(here("file"), "12345");
        Files.setPosixFilePermissions(here("file"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(here("file"), FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_789)));
        Files.createDirectory(here("directory"));
        Files.createSymbolicLink(here("link"), Path.of("file"));
        Files.createSymbolicLink(here("dangling"), Path.of("nothing"));
        for (String each : List.of("file", "directory", "link", "dangling")) {
            Map<String, Object> ours = Files.readAttributes(there(each), "unix:*", LinkOption.NOFOLLOW_LINKS);
            Map<String, Object> jdks = Files.readAttributes(here(each), "unix:*", LinkOption.NOFOLLOW_LINKS);
            assertEquals(new TreeSet<>(jdks.keySet()), new TreeSet<>(ours.keySet()));
            jdks.forEach((name, value) -> {
                if (!name.equals("lastAccessTime")) {
                    Object told = ours.get(name);
                    boolean same = value instanceof Set
                            ? value.equals(told)
                            : value.toString().equals(told.toString());
                    assertTrue(same, () -> name + " of " + each + " is " + value + ", not " + told);
                }
            });
        }
        assertEquals(5, Files.size(there("link")));
        assertTrue(Files.isRegularFile(there("link")));
        assertTrue(Files.isSymbolicLink(there("link")));
        assertTrue(Files.isDirectory(there("directory")));
        assertTrue(Files.isSameFile(there("file"), there("link")));
        assertFalse(Files.isSameFile(there("file"), there("directory")));
        assertFalse(Files.exists(there("dangling")));
        assertTrue(Files.exists(there("dangling"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.isExecutable(there("file")));
        assertTrue(Files.isReadable(there("directory")));
        assertFalse(Files.isHidden(there("file")));
        assertTrue(Files.isHidden(there(".file")));
    }

    @Test
    void attributesAreReadByNamesAndByTypes() throws IOException {
        Path file = Files.writeString(there("file"), "123");
        assertEquals(
                Set.of("size", "isDirectory"),
                Files.readAttributes(file, "size,isDirectory").keySet());
        assertEquals(3L, Files.getAttribute(file, "basic:size"));
        assertEquals(Set.of("owner"), Files.readAttributes(file, "owner:*").keySet());
        assertEquals(
                Files.getOwner(file),
                Files.readAttributes(file, PosixFileAttributes.class).owner());
        assertEquals(
                Files.getOwner(file),
                Files.getFileAttributeView(file, FileOwnerAttributeView.class).getOwner());
        assertThrows(IllegalArgumentException.class, () -> Files.readAttributes(file, "nonsense"));
        assertThrows(IllegalArgumentException.class, () -> Files.readAttributes(file, "basic:mode"));
        assertThrows(UnsupportedOperationException.class, () -> Files.readAttributes(file, "dos:*"));
        assertNull(Files.getFileAttributeView(file, DosFileAttributeView.class));
        assertEquals(Set.of("basic", "owner", "posix", "unix"), files.supportedFileAttributeViews());
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        assertTrue(attributes.isRegularFile() && !attributes.isOther() && !attributes.isSymbolicLink());
        assertTrue(Files.readAttributes(files.getPath("/dev/null"), BasicFileAttributes.class)
                .isOther());
        Files.createLink(there("other"), file);
        assertEquals(
                attributes.fileKey(),
                Files.readAttributes(there("other"), BasicFileAttributes.class).fileKey());
        assertEquals(2, Files.getAttribute(file, "unix:nlink"));
    }

    @Test
    void pathsAreResolvedThere() throws IOException {
        Files.createDirectory(here("directory"));
        Files.createSymbolicLink(here("link"), Path.of("directory"));
        assertEquals(
                directory.toRealPath().resolve("directory").toString(),
                there("link/../link").toRealPath().toString());
        assertEquals("directory", Files.readSymbolicLink(there("link")).toString());
        assertEquals(
                context.call(() -> Path.of("x").toAbsolutePath().toString()),
                files.getPath("x").toAbsolutePath().toString());
        assertSame(there("file").getFileSystem(), files);
        assertThrows(NotLinkException.class, () -> Files.readSymbolicLink(there("directory")));
    }

    // Failures

    @Test
    void failuresAreThoseOfTheJdkWithThePath() throws IOException {
        Files.writeString(here("file"), "");
        Files.createDirectories(here("full/inside"));
        Path missing = there("missing");
        assertFails(NoSuchFileException.class, missing, () -> Files.readString(missing));
        assertFails(NoSuchFileException.class, missing, () -> Files.size(missing));
        assertFails(NoSuchFileException.class, missing, () -> Files.delete(missing));
        assertFails(NoSuchFileException.class, missing, () -> Files.newInputStream(missing));
        assertFails(NoSuchFileException.class, missing, () -> list(missing));
        assertFails(NoSuchFileException.class, missing, () -> list(missing));
        assertFails(
                NoSuchFileException.class,
                missing,
                () -> missing.getFileSystem().provider().checkAccess(missing, AccessMode.READ));
        Path below = there("missing/file");
        assertFails(NoSuchFileException.class, below, () -> Files.writeString(below, ""));
        assertFails(NoSuchFileException.class, below, () -> Files.newOutputStream(below));
        assertFails(NoSuchFileException.class, below, () -> Files.createFile(below));
        assertFails(NoSuchFileException.class, below, () -> Files.createDirectory(below));
        Path file = there("file");
        assertFails(FileAlreadyExistsException.class, file, () -> Files.createFile(file));
        assertFails(FileAlreadyExistsException.class, file, () -> Files.createDirectory(file));
        assertFails(FileAlreadyExistsException.class, file, () -> Files.createSymbolicLink(file, missing));
        assertFails(FileAlreadyExistsException.class, file, () -> Files.copy(there("full"), file));
        assertFails(FileAlreadyExistsException.class, file, () -> Files.move(there("full"), file));
        assertFails(NotDirectoryException.class, file, () -> list(file));
        Path full = there("full");
        assertFails(DirectoryNotEmptyException.class, full, () -> Files.delete(full));
        assertFails(
                DirectoryNotEmptyException.class,
                full,
                () -> Files.copy(file, full, StandardCopyOption.REPLACE_EXISTING));
        FileSystemException isDirectory = assertThrows(
                FileSystemException.class, () -> Files.newOutputStream(full).close());
        assertEquals(full.toString(), isDirectory.getFile());
        assertEquals("Is a directory", isDirectory.getReason());
        FileSystemException notDirectory =
                assertThrows(FileSystemException.class, () -> Files.readString(file.resolve("x")));
        FileSystemException jdks = // which depends on its version
                assertThrows(FileSystemException.class, () -> Files.readString(here("file/x")));
        assertSame(jdks.getClass(), notDirectory.getClass());
        assertEquals(jdks.getReason(), notDirectory.getReason());
        Files.createSymbolicLink(here("circle"), Path.of("circle"));
        FileSystemException circle = assertThrows(FileSystemException.class, () -> Files.readString(there("circle")));
        assertTrue(circle.getMessage().contains("symbolic links"), circle::getMessage);
        String longName = "x".repeat(300);
        FileSystemException tooLong =
                assertThrows(FileSystemException.class, () -> Files.writeString(there(longName), ""));
        assertEquals("File name too long", tooLong.getReason());
    }

    private interface Failing {
        void run() throws IOException;
    }

    private static void assertFails(Class<? extends FileSystemException> type, Path path, Failing failing) {
        FileSystemException thrown = assertThrows(FileSystemException.class, failing::run);
        assertSame(type, thrown.getClass(), thrown::toString);
        assertEquals(path.toString(), thrown.getFile());
    }

    // Changing

    @Test
    void attributesAreSet() throws IOException {
        Path file = Files.writeString(there("file"), "");
        FileTime time = FileTime.from(Instant.ofEpochSecond(1_234_567_890, 987_654_321));
        Files.setLastModifiedTime(file, time);
        assertEquals(time, Files.getLastModifiedTime(here("file")));
        assertEquals(time, Files.getLastModifiedTime(file));
        FileTime early = FileTime.from(Instant.ofEpochSecond(1000, 1));
        Files.setAttribute(file, "lastAccessTime", early);
        assertEquals(early, Files.getAttribute(here("file"), "lastAccessTime"));
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(early, time, null);
        assertEquals(early, Files.getLastModifiedTime(here("file")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-x-wx"));
        assertEquals("r--r-x-wx", PosixFilePermissions.toString(Files.getPosixFilePermissions(here("file"))));
        Files.setAttribute(file, "unix:mode", 0640);
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setOwner(file, Files.getOwner(file));
        UserPrincipal root = files.getUserPrincipalLookupService().lookupPrincipalByName("root");
        assertEquals("root", root.getName());
        assertEquals(
                "root",
                files.getUserPrincipalLookupService()
                        .lookupPrincipalByGroupName("root")
                        .getName());
        UserPrincipalNotFoundException unknown = assertThrows(
                UserPrincipalNotFoundException.class,
                () -> files.getUserPrincipalLookupService().lookupPrincipalByName("no-such-account"));
        assertEquals("no-such-account", unknown.getName());
        assertThrows(IllegalArgumentException.class, () -> Files.setAttribute(file, "size", 1L));
        assertThrows(UnsupportedOperationException.class, () -> Files.setAttribute(file, "dos:hidden", true));
    }

    @Test
    void filesAreMadeWithTheirPermissions() throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(there("file"), permissions);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(here("file"))));
        var all = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(there("a/b/c"), all);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(here("a/b/c"))));
    }

    @Test
    void temporaryFilesAreThereAndNobodyElseReadsThem() throws IOException {
        Path file = Files.createTempFile(there(""), "prefix", ".suffix");
        assertTrue(file.getFileName().toString().matches("prefix\\d+\\.suffix"), file::toString);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path made = Files.createTempDirectory(there(""), "d");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        assertTrue(Files.isDirectory(here(made.getFileName().toString())));
    }

    @Test
    void filesAreCopiedMovedLinkedAndDeleted() throws IOException {
        Path file = Files.writeString(there("file"), "text");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        Files.copy(file, there("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(here("copy")).toMillis());
        assertEquals("text", Files.readString(here("copy")));
        Files.writeString(there("other"), "other");
        Files.move(there("other"), there("copy"), StandardCopyOption.ATOMIC_MOVE);
        assertEquals("other", Files.readString(here("copy")));
        Files.move(there("copy"), file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("other", Files.readString(file));
        Files.createSymbolicLink(there("symbolic"), files.getPath("file"));
        assertEquals("file", Files.readSymbolicLink(here("symbolic")).toString());
        Files.copy(there("symbolic"), there("copied"), LinkOption.NOFOLLOW_LINKS);
        assertTrue(Files.isSymbolicLink(here("copied")));
        Files.delete(there("symbolic"));
        assertTrue(Files.deleteIfExists(there("copied")));
        assertFalse(Files.deleteIfExists(there("copied")));
        assertEquals(Set.of("file"), names(directory));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.copy(file, there("x"), StandardCopyOption.ATOMIC_MOVE));
    }

    @Test
    void filesAreCopiedBetweenHereAndThere() throws IOException {
        byte[] bytes = random(3_000_000);
        Files.write(here("down"), bytes);
        Path here = Files.createDirectory(here("here"));
        Files.copy(there("down"), here.resolve("down"));
        assertArrayEquals(bytes, Files.readAllBytes(here.resolve("down")));
        Files.copy(here.resolve("down"), there("up"));
        assertArrayEquals(bytes, Files.readAllBytes(here("up")));
        Files.setLastModifiedTime(here("up"), FileTime.fromMillis(1_000_000_000_000L));
        Files.move(there("up"), here.resolve("moved"));
        assertArrayEquals(bytes, Files.readAllBytes(here.resolve("moved")));
        assertEquals(
                1_000_000_000_000L,
                Files.getLastModifiedTime(here.resolve("moved")).toMillis());
        assertFalse(Files.exists(here("up")));
        Path other = mitogen.context().files().getPath(here("other").toString());
        Files.copy(there("down"), other, StandardCopyOption.COPY_ATTRIBUTES);
        assertArrayEquals(bytes, Files.readAllBytes(here("other")));
        assertEquals(Files.getLastModifiedTime(here("down")), Files.getLastModifiedTime(here("other")));
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(there("down"), other));
        Files.move(other, there("back"), StandardCopyOption.REPLACE_EXISTING);
        assertArrayEquals(bytes, Files.readAllBytes(here("back")));
        assertFalse(Files.exists(here("other")));
    }

    // Listing

    @Test
    void aDirectoryIsListed() throws IOException {
        for (String each : List.of("a.txt", "b.txt", ".c", "d e", "\u00fc")) {
            Files.writeString(here(each), each);
        }
        assertEquals(names(directory), names(there("")));
        try (DirectoryStream<Path> texts = Files.newDirectoryStream(there(""), "*.{txt,md}")) {
            Set<String> found = new TreeSet<>();
            texts.forEach(each -> found.add(each.getFileName().toString()));
            assertEquals(Set.of("a.txt", "b.txt"), found);
            assertThrows(IllegalStateException.class, texts::iterator);
        }
        assertThrows(IllegalStateException.class, closed(there(""))::iterator);
        assertEquals(Set.of(), names(Files.createDirectory(there("empty"))));
    }

    @Test
    void aLargeDirectoryIsListed() throws IOException {
        int count = 3000;
        for (int i = 0; i < count; i++) {
            Files.createFile(here("file-with-a-name-" + i));
        }
        assertEquals(names(directory), names(there("")));
        try (Stream<Path> all = Files.list(there(""))) {
            assertEquals(count, all.filter(Files::isRegularFile).count());
        }
        try (DirectoryStream<Path> some = Files.newDirectoryStream(there(""))) {
            assertTrue(some.iterator().hasNext());
        }
    }

    @Test
    void aTreeIsWalked() throws IOException {
        for (int i = 0; i < 30; i++) {
            Path below = Files.createDirectories(here("d" + i % 5 + "/e" + i % 3 + "/f" + i));
            Files.writeString(below.resolve("file"), "12345");
        }
        Files.createSymbolicLink(here("d0/link"), here("d1"));
        for (FileVisitOption[] options : new FileVisitOption[][] {{}, {FileVisitOption.FOLLOW_LINKS}}) {
            try (Stream<Path> jdks = Files.walk(directory, options);
                    Stream<Path> ours = Files.walk(there(""), options)) {
                assertEquals(
                        jdks.map(Path::toString).sorted().collect(Collectors.toList()),
                        ours.map(Path::toString).sorted().collect(Collectors.toList()));
            }
        }
        try (Stream<Path> all = Files.find(there(""), 9, (path, attributes) -> attributes.isRegularFile())) {
            assertEquals(30, all.count());
        }
        Files.createSymbolicLink(here("d0/loop"), here("d0"));
        IOException loop = assertThrows(IOException.class, () -> {
            try (Stream<Path> all = Files.walk(there(""), FileVisitOption.FOLLOW_LINKS)) {
                all.forEach(each -> {});
            } catch (java.io.UncheckedIOException e) {
                throw e.getCause();
            }
        });
        assertInstanceOf(FileSystemLoopException.class, loop);
    }

    @Test
    void aTreeIsDeletedWhileItIsWalked() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.writeString(
                    Files.createDirectories(here("top/d" + i % 4 + "/e" + i)).resolve("file"), "");
        }
        Files.walkFileTree(there("top"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path file, IOException e) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
        assertEquals(Set.of(), names(directory));
    }

    @Test
    void whatWasListedHoldsUntilItIsChangedHere() throws IOException {
        Files.createDirectory(here("d"));
        for (String each : List.of("a", "b", "c", "d/e")) {
            Files.writeString(here(each), "1");
        }
        List<Path> listed;
        try (Stream<Path> all = Files.walk(there(""))) {
            listed = all.sorted(Comparator.comparing(Path::toString)).collect(Collectors.toList());
        }
        Path a = listed.get(1);
        Path b = listed.get(2);
        Path c = listed.get(3);
        Path d = listed.get(4);
        Files.writeString(there("a"), "12");
        assertEquals(2, Files.size(a));
        Files.delete(there("b"));
        assertFalse(Files.exists(b));
        Files.setLastModifiedTime(there("c"), FileTime.fromMillis(0));
        assertEquals(0, Files.getLastModifiedTime(c).toMillis());
        Files.createFile(there("d/new"));
        assertEquals(Set.of("e", "new"), names(d));
        Files.move(there("d"), there("x"));
        assertThrows(NoSuchFileException.class, () -> list(d));
    }

    // Names

    @Test
    void namesKeepTheirBytes() throws IOException {
        for (String name : List.of("caf%E9", "%C3%BC", "a%FF%FEb", "%F0%9F%92%80", "%09%0A", "%7F")) {
            Path here = Path.of(URI.create(directory.toUri() + name));
            Files.writeString(here, "text");
            Path listed;
            try (DirectoryStream<Path> all = Files.newDirectoryStream(there(""))) {
                listed = all.iterator().next();
            }
            assertTrue(listed.toUri().toString().endsWith("/" + name), listed.toUri()::toString);
            assertEquals("text", Files.readString(listed));
            Path again = files.getPath(listed.toString());
            assertEquals(listed, again);
            assertEquals(listed.getFileName(), again.toRealPath().getFileName());
            Files.move(again, there("other"));
            Files.createSymbolicLink(again, files.getPath("other"));
            assertTrue(Files.isSymbolicLink(here));
            Files.delete(again);
            assertFalse(Files.exists(here, LinkOption.NOFOLLOW_LINKS));
            Files.createSymbolicLink(there("link"), again.getFileName());
            assertEquals(again.getFileName(), Files.readSymbolicLink(there("link")));
            NoSuchFileException missing = assertThrows(NoSuchFileException.class, () -> Files.readString(again));
            assertEquals(again.toString(), missing.getFile());
            Files.delete(there("link"));
            Files.delete(there("other"));
        }
    }

    // Stores and watches

    @Test
    void storesAreThoseOfTheTarget() throws IOException {
        FileStore ours = Files.getFileStore(there(""));
        FileStore jdks = Files.getFileStore(directory);
        assertEquals(jdks.name(), ours.name());
        assertEquals(jdks.type(), ours.type());
        assertEquals(jdks.isReadOnly(), ours.isReadOnly());
        assertEquals(jdks.getTotalSpace(), ours.getTotalSpace());
        assertEquals(jdks.getBlockSize(), ours.getBlockSize());
        assertTrue(ours.getUsableSpace() > 0 && ours.getUnallocatedSpace() > 0);
        assertEquals(ours.getTotalSpace(), ours.getAttribute("totalSpace"));
        assertTrue(ours.supportsFileAttributeView("posix"));
        assertTrue(ours.supportsFileAttributeView(BasicFileAttributeView.class));
        Set<String> names = new TreeSet<>();
        files.getFileStores().forEach(each -> names.add(each.name()));
        assertTrue(names.contains("proc"), names::toString);
    }

    @Test
    void directoriesAreWatched() throws Exception {
        Path watched = Files.createDirectory(there("watched"));
        try (WatchService service = files.newWatchService()) {
            WatchKey key = watched.register(
                    service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
            assertEquals(watched, key.watchable());
            Files.writeString(here("watched/new"), "");
            assertSame(key, service.poll(20, TimeUnit.SECONDS));
            List<WatchEvent<?>> events = key.pollEvents();
            assertEquals(StandardWatchEventKinds.ENTRY_CREATE, events.get(0).kind());
            assertEquals(files.getPath("new"), events.get(0).context());
            assertTrue(key.reset());
            assertSame(
                    key,
                    watched.register(
                            service, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY));
            Files.delete(here("watched/new"));
            WatchEvent.Kind<?> last = null;
            while (last != StandardWatchEventKinds.ENTRY_DELETE) {
                assertSame(key, service.poll(20, TimeUnit.SECONDS));
                for (WatchEvent<?> each : key.pollEvents()) {
                    last = each.kind();
                }
                key.reset();
            }
            Files.delete(watched);
            assertSame(key, service.poll(20, TimeUnit.SECONDS));
            assertFalse(key.reset());
            assertThrows(
                    NoSuchFileException.class, () -> watched.register(service, StandardWatchEventKinds.ENTRY_CREATE));
            assertThrows(IllegalArgumentException.class, () -> watched.register(service));
        }
    }

    private static void list(Path listed) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(listed)) {
            all.forEach(each -> {});
        }
    }

    private static DirectoryStream<Path> closed(Path listed) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(listed)) {
            return stream;
        }
    }

    private static Set<String> names(Path listed) throws IOException {
        try (Stream<Path> all = Files.list(listed)) {
            return all.map(each -> each.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
