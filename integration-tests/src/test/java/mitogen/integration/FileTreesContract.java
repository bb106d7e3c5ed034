package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is done with several files of every context that has the same disk as the tests: copies, lists, walks, watches. */
abstract class FileTreesContract extends FileChannelsContract {
    // Copies

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

    // Watches

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

    static void list(Path listed) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(listed)) {
            all.forEach(each -> {});
        }
    }

    static DirectoryStream<Path> closed(Path listed) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(listed)) {
            return stream;
        }
    }

    static Set<String> names(Path listed) throws IOException {
        try (Stream<Path> all = Files.list(listed)) {
            return all.map(each -> each.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
