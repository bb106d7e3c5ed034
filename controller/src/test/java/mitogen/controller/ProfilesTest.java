package mitogen.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of what tasks were seen to need. */
final class ProfilesTest {
    private static final byte[] FILE = {1, 2, 3};

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve(Digests.sha256(FILE) + ".classes");
    }

    @Test
    void whatIsLearnedHelpsTheNextRun() throws IOException {
        Profiles first = new Profiles(directory.resolve("new"));
        first.learn("app.Task", FILE, "lib.B");
        first.learn("app.Task", FILE, "lib.A");
        first.learn("app.Task", FILE, "lib.B");
        first.save();
        Profiles.Profile profile = new Profiles(directory.resolve("new")).of("app.Task", FILE);
        assertEquals(List.of("lib.B", "lib.A"), profile.names());
        assertFalse(profile.complete());
    }

    @Test
    void aProfileThatIsCompleteSaysSo() throws IOException {
        Profiles first = new Profiles(directory);
        first.complete("app.Task", FILE, List.of("lib.A"));
        first.save();
        assertEquals(List.of("mitogen profile 1 app.Task", "complete:", "lib.A"), Files.readAllLines(file()));
        assertTrue(new Profiles(directory).of("app.Task", FILE).complete());
    }

    /** Another class file of the same name is another task. */
    @Test
    void aProfileIsOfOneClassFile() {
        Profiles first = new Profiles(directory);
        first.learn("app.Task", FILE, "lib.A");
        first.save();
        assertEquals(
                List.of(),
                new Profiles(directory).of("app.Task", new byte[] {4}).names());
    }

    @Test
    void withoutADirectoryNothingIsWritten() {
        Profiles none = new Profiles(null);
        assertFalse(none.areKept());
        none.learn("app.Task", FILE, "lib.A");
        none.save();
        assertEquals(List.of("lib.A"), none.of("app.Task", FILE).names());
    }

    @Test
    void aFileThatIsDamagedIsIgnoredAndReplaced() throws IOException {
        Files.writeString(file(), "mitogen profile 1 another.Task\nlib.X\n");
        Profiles profiles = new Profiles(directory);
        assertEquals(List.of(), profiles.of("app.Task", FILE).names());
        profiles.learn("app.Task", FILE, "lib.A");
        profiles.save();
        assertEquals(
                List.of("lib.A"), new Profiles(directory).of("app.Task", FILE).names());
        Files.write(file(), new byte[600_000]);
        assertEquals(List.of(), new Profiles(directory).of("app.Task", FILE).names(), "it is too large");
    }

    /** A child that means harm may ask for whatever it likes. */
    @Test
    void aProfileHasALimit() {
        Profiles profiles = new Profiles(null);
        for (int i = 0; i < 2000; i++) {
            profiles.learn("app.Task", FILE, "x".repeat(1000) + i);
        }
        List<String> names = profiles.of("app.Task", FILE).names();
        assertTrue(names.stream().mapToInt(String::length).sum() <= 256 * 1024, () -> names.size() + " names");
        assertTrue(names.size() > 200, () -> names.size() + " names");
    }

    /** Those that were not used for longest go first, and files of others never. */
    @Test
    void theDirectoryHasALimitToo() throws IOException {
        for (int i = 0; i < 1100; i++) {
            Files.createFile(directory.resolve("document" + i));
        }
        for (int i = 0; i < 1001; i++) {
            Path old = Files.createFile(directory.resolve(String.format("%064x.classes", i)));
            Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000L + i * 1000L));
        }
        Profiles profiles = new Profiles(directory);
        profiles.learn("app.Task", FILE, "lib.A");
        profiles.save();
        Set<String> left;
        try (Stream<Path> files = Files.list(directory)) {
            left = files.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
        }
        assertEquals(1100 + 1000, left.size());
        assertTrue(left.contains(file().getFileName().toString()));
        assertFalse(left.contains(String.format("%064x.classes", 0)));
        assertFalse(left.contains(String.format("%064x.classes", 1)));
        assertTrue(left.contains(String.format("%064x.classes", 2)));
    }
}
