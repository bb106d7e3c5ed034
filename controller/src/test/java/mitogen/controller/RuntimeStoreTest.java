package mitogen.controller;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPOutputStream;
import mitogen.classes.RuntimeArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runtimes are given for which platform, and what is refused; what they do elsewhere is in the integration tests. */
final class RuntimeStoreTest {
    @TempDir
    Path folder;

    private static RuntimeArchive find(Runtimes runtimes, String platform) throws IOException {
        return new RuntimeStore(runtimes, null).archive(platform);
    }

    private void refused(Runtimes runtimes, String platform, String... words) {
        IOException refused = assertThrows(IOException.class, () -> find(runtimes, platform));
        for (String word : words) {
            assertTrue(refused.getMessage().contains(word), refused.getMessage());
        }
    }

    /** An archive with one file. */
    private Path archive(String name, String file, byte[] content) throws IOException {
        Path tree = Files.createDirectories(folder.resolve(name + ".d"));
        Path path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, content);
        Path archive = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            Tar.pack(tree, out);
        }
        return archive;
    }

    /** The beginning of a program for a machine, with the loader that it names. */
    private static byte[] elf(int machine, boolean bigEndian, String loader) {
        byte[] elf = new byte[512];
        java.nio.ByteBuffer to = java.nio.ByteBuffer.wrap(elf)
                .order(bigEndian ? java.nio.ByteOrder.BIG_ENDIAN : java.nio.ByteOrder.LITTLE_ENDIAN);
        to.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) (bigEndian ? 2 : 1), 1});
        to.putShort(18, (short) machine)
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .putShort(56, (short) 2);
        to.putInt(64, 6);
        to.putInt(120, 3).putLong(128, 256).putLong(152, loader.length() + 1);
        to.put(256, loader.getBytes(US_ASCII));
        return elf;
    }

    private static final byte[] GLIBC = elf(183, false, "/lib/ld-linux-aarch64.so.1");
    private static final byte[] MUSL = elf(183, false, "/lib/ld-musl-aarch64.so.1");

    @Test
    void archivesAreChosenByTheLibraryThere() throws IOException {
        Path glibc = archive("glibc.tgz", "bin/java", GLIBC);
        Path musl = archive("musl.tgz", "jdk-21/bin/java", MUSL);
        Runtimes both = Runtimes.none().withArchive("linux-aarch64", glibc).withArchive("linux-aarch64-musl", musl);
        String digest = Digests.sha256(Files.readAllBytes(glibc));
        assertEquals(digest, find(both, "linux-aarch64-glibc").digest());
        assertEquals(digest, find(both, "linux-aarch64-none").digest());
        RuntimeArchive found = find(both, "linux-aarch64-musl");
        assertEquals(Digests.sha256(Files.readAllBytes(musl)), found.digest());
        assertEquals(Files.size(musl), found.length());
        assertTrue(found.kibibytes() >= 2, found::toString);
        try (InputStream in = found.content().open()) {
            assertArrayEquals(Files.readAllBytes(musl), in.readAllBytes());
        }
        refused(
                Runtimes.none().withArchive("linux-aarch64", glibc),
                "linux-aarch64-musl",
                "there is none for linux-aarch64-musl",
                "archives were given for [linux-aarch64]",
                "--runtime-archive linux-aarch64-musl=FILE.tar.gz");
    }

    @Test
    void archivesThatAreSomethingElse() throws IOException {
        Path musl = archive("musl.tgz", "bin/java", MUSL);
        refused(
                Runtimes.none().withArchive("linux-aarch64", musl),
                "linux-aarch64-glibc",
                "the archive " + musl + ", given for linux-aarch64, is one for linux-aarch64-musl");
        refused(
                Runtimes.none()
                        .withArchive("linux-s390x", archive("s390.tgz", "bin/java", elf(22, true, "/lib/ld64.so.1"))),
                "linux-s390y-glibc",
                "there is none for linux-s390y");
        find(Runtimes.none().withArchive("linux-s390x", folder.resolve("s390.tgz")), "linux-s390x-glibc");
        Path none = archive("none.tgz", "a/b/bin/java", MUSL);
        refused(Runtimes.none().withArchive("linux-aarch64", none), "linux-aarch64-glibc", "has no bin/java in it");
        Path script = archive("script.tgz", "bin/java", "#!/bin/sh".getBytes(US_ASCII));
        refused(Runtimes.none().withArchive("linux-aarch64", script), "linux-aarch64-glibc", "no Linux program");
        Path text = Files.writeString(folder.resolve("text"), "text");
        refused(
                Runtimes.none().withArchive("linux-aarch64", text),
                "linux-aarch64-glibc",
                "cannot be read as a .tar.gz");
    }

    @Test
    void platformsAreWhatSomebodySays() {
        for (String platform :
                List.of("", "linux", "linux-x86_64", "linux-x86_64-glibc\n", "a/../b-c-none", "-x-musl")) {
            refused(Runtimes.linked().withCache(folder), platform, "no such platform");
        }
        refused(Runtimes.none(), "linux-x86_64-glibc", "do not allow it");
    }

    @Test
    void javaWithoutJlink() {
        IOException refused = assertThrows(
                IOException.class, () -> new LinkedRuntime(folder, List.of("java.base"), folder, folder).archive());
        assertTrue(
                refused.getMessage().contains("has no jlink; run it on a JDK, or give an archive"),
                refused.getMessage());
    }

    /** So is what one that was killed had begun long ago, but not what another may be at. */
    @Test
    void whatIsBegunIsGoneAtTheEnd() throws Exception {
        Path before = Files.createDirectories(folder.resolve("linking-1/image")).getParent();
        Files.setLastModifiedTime(before, FileTime.from(Instant.now().minus(2, ChronoUnit.HOURS)));
        Path others = Files.createDirectory(folder.resolve("linking-2"));
        RuntimeStore store = new RuntimeStore(Runtimes.linked().withCache(folder), null);
        String platform = here();
        FutureTask<RuntimeArchive> asked = new FutureTask<>(() -> store.runtime(platform));
        Thread asking = new Thread(asked, "asking");
        asking.start();
        while (!begun() && asking.isAlive()) {
            Thread.onSpinWait();
        }
        store.close();
        assertArrayEquals(
                new String[] {others.getFileName().toString()}, folder.toFile().list());
        ExecutionException ended = assertThrows(ExecutionException.class, asked::get);
        assertTrue(ended.getMessage().contains("jlink was interrupted"), ended.getMessage());
        IOException closed = assertThrows(IOException.class, () -> store.runtime(platform));
        assertEquals("the controller is closed", closed.getMessage());
    }

    private static String here() {
        return "linux-" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-glibc";
    }

    /** Who could change what is kept could run programs on targets. */
    @Test
    void whatOthersCouldChangeIsNotUsed() throws Exception {
        Path cache = Files.createDirectories(folder.resolve("a/b"), OwnFiles.DIRECTORY);
        LinkedRuntime linked = new LinkedRuntime(folder, List.of("java.base"), cache, folder);
        String content = "what was linked";
        Path archive = cache.resolve("java-k-" + Digests.sha256(content.getBytes(US_ASCII)) + ".tar.gz");
        Files.writeString(Files.createFile(archive, OwnFiles.FILE), content);
        assertEquals(archive, linked.kept("java-k-"));
        assertNull(linked.kept("java-l-"), "it is another JDK's");
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw----"));
        assertRefused(linked, archive);
        Files.writeString(Files.createFile(archive, OwnFiles.FILE), content + "!");
        assertRefused(linked, archive);
        Files.createSymbolicLink(archive, Files.writeString(folder.resolve("elsewhere"), content));
        assertRefused(linked, archive);

        Runtimes runtimes = Runtimes.linked().withCache(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwx---"));
        refused(
                runtimes,
                here(),
                "others could change what is in it",
                cache + " can be written by others (chmod go-w ");
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
        Path above = folder.resolve("a");
        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-x-wx"));
        IOException refused = assertThrows(IOException.class, () -> OwnFiles.check(cache, folder));
        assertTrue(refused.getMessage().contains(above + " can be written by others"), refused::getMessage);
        OwnFiles.check(cache, Path.of("/elsewhere")); // nobody said that the one above matters
    }

    private static void assertRefused(LinkedRuntime linked, Path archive) throws IOException {
        assertNull(linked.kept("java-k-"));
        assertFalse(Files.exists(archive, LinkOption.NOFOLLOW_LINKS), "it is still there");
    }

    private boolean begun() {
        String[] names = folder.toFile().list((directory, name) -> name.startsWith("linking-") && name.length() > 9);
        return names != null
                && names.length > 0
                && Files.exists(folder.resolve(names[0]).resolve("image"));
    }

    @Test
    void whatWasLinkedIsDamaged() throws Exception {
        Path damaged = archive("cut.tgz", "bin/java", GLIBC);
        byte[] bytes = Files.readAllBytes(damaged);
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 9));
        refused(
                Runtimes.none().withArchive("linux-aarch64", damaged),
                "linux-aarch64-glibc",
                "the archive " + damaged + " is damaged, remove it: ");
    }

    /** Others unpack it as it was, and so do we find what is in archives of theirs. */
    @Test
    void tarAsOthersHaveIt() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("bin"));
        Path program = Files.write(tree.resolve("bin/java"), MUSL);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(tree.resolve("full"), new byte[1024]);
        Files.createFile(tree.resolve("empty"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("bin/java"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Tar.pack(tree, packed);
        Files.write(folder.resolve("ours.tar"), packed.toByteArray());
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Process unpack = new ProcessBuilder("tar", "xf", "../ours.tar")
                .directory(copy.toFile())
                .inheritIO()
                .start();
        assertEquals(0, unpack.waitFor());
        assertArrayEquals(MUSL, Files.readAllBytes(copy.resolve("bin/java")));
        assertTrue(Files.isExecutable(copy.resolve("bin/java")));
        assertFalse(Files.isExecutable(copy.resolve("full")));
        assertEquals(1024, Files.size(copy.resolve("full")));
        assertEquals(0, Files.size(copy.resolve("empty")));
        assertEquals(Path.of("bin/java"), Files.readSymbolicLink(copy.resolve("link")));

        String deep = "d".repeat(90) + "/" + "e".repeat(90);
        Files.createDirectories(copy.resolve(deep));
        for (String format : List.of("ustar", "pax", "gnu")) {
            Path theirs = folder.resolve(format);
            Process pack = new ProcessBuilder(
                            "tar", "cf", theirs.toString(), "--format=" + format, "./" + deep, "./bin")
                    .directory(copy.toFile())
                    .inheritIO()
                    .start();
            assertEquals(0, pack.waitFor());
            try (InputStream in = Files.newInputStream(theirs)) {
                assertArrayEquals(java.util.Arrays.copyOf(MUSL, 100), Tar.find(in, "bin/java", 100));
            }
        }
        assertNull(Tar.find(new ByteArrayInputStream(new byte[100]), "bin/java", 1), "it is cut");
    }
}
