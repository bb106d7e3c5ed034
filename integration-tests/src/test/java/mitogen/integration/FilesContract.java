package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the files of every context can do that has the same disk as the tests, so that both can be compared. */
abstract class FilesContract extends FileTreesContract {
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

    // Stores

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
}
