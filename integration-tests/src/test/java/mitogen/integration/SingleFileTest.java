package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command in one file, as the build makes it: it starts anywhere, and keeps an archive of classes where it may. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class SingleFileTest {
    private static final String SHARED = "-XX:SharedArchiveFile=";
    private static final String MAKES = "-XX:ArchiveClassesAtExit=";

    /** Java, and a line in the log for each start and each end. */
    private static final String RECORDING = """
            #!/bin/sh
            echo "start $*" >>'%1$s'
            '%2$s' "$@"
            status=$?
            echo "end $*" >>'%1$s'
            exit $status
            """;

    @TempDir
    private Path folder;

    private Path file;
    private Path log;

    @BeforeEach
    void copy() throws IOException {
        Path built = Documents.page("target/mitogen");
        Assumptions.assumeTrue(Files.exists(built), "target/mitogen is not built");
        Files.setPosixFilePermissions(folder, fromString("rwxr-xr-x"));
        file = Files.copy(built, folder.resolve("mitogen"));
        Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
        log = Files.createFile(folder.resolve("log"));
        Files.setPosixFilePermissions(log, fromString("rw-rw-rw-"));
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, RECORDING.formatted(log, Jvm.java()));
        Files.setPosixFilePermissions(java, fromString("rwxr-xr-x"));
    }

    @Test
    void laterStartsUseTheArchiveThatTheFirstOneMakes() throws Exception {
        Path home = home("home");
        assertPrintsVersion(start(home, file + ""));
        assertFalse(starts().get(0).contains(SHARED));
        Path archive = awaitArchive(home);
        assertEquals(fromString("rwx------"), Files.getPosixFilePermissions(archive.getParent()));

        assertPrintsVersion(start(home, file + ""));
        assertTrue(starts().get(starts().size() - 1).startsWith("start " + SHARED + archive + " "), starts() + "");
        String loaded = Processes.run(
                Jvm.java(),
                SHARED + archive,
                archive.toString().endsWith(".G1.jsa") ? "-XX:+UseG1GC" : "-XX:+UseSerialGC",
                "-Xlog:class+load",
                "-cp",
                file + "",
                "mitogen.cli.Main",
                "--version");
        assertTrue(loaded.contains("mitogen.cli.Main source: shared objects file (top)"), loaded);
        List<String> others =
                loaded.lines().filter(line -> line.contains(" source: file:")).toList();
        assertEquals(List.of(), others, "the archive has all classes of such a start");

        Files.copy(file, folder.resolve("other"));
        Files.move(folder.resolve("other"), file, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
        assertPrintsVersion(start(home, file + ""));
        Await.until(
                "an archive for the file that took its place",
                () -> archives(home).size() == 2);
        awaitEnds();
    }

    @Test
    void twoFirstStartsAtOnceMakeOneArchive() throws Exception {
        Path home = home("home");
        Process one = process(home, file + "", "--version").start();
        Process two = process(home, file + "", "--version").start();
        assertPrintsVersion(one);
        assertPrintsVersion(two);
        awaitArchive(home);
        assertEquals(1, starts().stream().filter(line -> line.contains(MAKES)).count(), starts() + "");
    }

    @Test
    void anArchiveWhereOthersMayWriteIsNotUsed() throws Exception {
        Path home = home("home");
        assertPrintsVersion(start(home, file + ""));
        Path archive = awaitArchive(home);
        for (Path place : List.of(archive.getParent(), archive.getParent().getParent())) {
            var before = Files.getPosixFilePermissions(place);
            Files.setPosixFilePermissions(place, fromString("rwxrwx---"));
            assertPrintsVersion(start(home, file + ""));
            assertFalse(starts().get(starts().size() - 1).contains(SHARED), place + "");
            awaitEnds();
            Files.setPosixFilePermissions(place, before);
        }
        if (Needs.isRoot()) {
            Processes.run("chown", "65534", archive.getParent() + "");
            assertPrintsVersion(start(home, file + ""));
            assertFalse(starts().get(starts().size() - 1).contains(SHARED), "of another account");
            awaitEnds();
        }
    }

    @Test
    void itStartsWhereNothingCanBeKept() throws Exception {
        assertPrintsVersion(start(Path.of("/proc/self"), file + ""));
        Process none =
                process(folder, "env", "-u", "HOME", file + "", "--version").start();
        assertPrintsVersion(none);
        awaitEnds();
        assertTrue(starts().stream().noneMatch(line -> line.contains(MAKES)), starts() + "");
    }

    @Test
    void anotherAccountStartsItAndHasAnArchiveOfItsOwn() throws Exception {
        Needs.root("become another account");
        Needs.command("runuser", "util-linux");
        Path home = home("home");
        assertPrintsVersion(start(home, asNobody(home, file)));
        awaitEnds();
        assertTrue(archives(home).isEmpty(), "its home is not its own");
        Processes.run("chown", "nobody", home + "");
        assertPrintsVersion(start(home, asNobody(home, file)));
        assertEquals("nobody", Files.getOwner(awaitArchive(home)).getName());
        assertPrintsVersion(start(home, asNobody(home, file)));
        assertTrue(starts().get(starts().size() - 1).contains(SHARED), starts() + "");
        assertPrintsVersion(start(home, file + ""));
        awaitEnds();
        assertFalse(starts().get(starts().size() - 1).contains(SHARED), "root takes nothing from nobody");
    }

    @Test
    void afterAFullDiskItIsNotTriedAtEachStart() throws Exception {
        Needs.root("mount a small disk");
        Path home = home("home");
        String script = "mount -t tmpfs -o size=256k none '" + home + "' && '" + file
                + "' --version && until [ $(grep -c '^end' '" + log + "') = 3 ]; do sleep 0.05; done && '" + file
                + "' --version && grep -c -e " + MAKES + " '" + log + "'";
        Process process = process(home, "unshare", "-m", "sh", "-c", script).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        Assumptions.assumeFalse(err.contains("unshare failed") || err.contains("permission denied"), err);
        assertEquals("", err);
        assertEquals(0, process.waitFor());
        assertTrue(out.endsWith("\n2\n"), out + starts()); // the start and the end of one attempt
    }

    @Test
    void aBuiltTreeIsUsedByAnotherAccountAndNotBuiltThere() throws Exception {
        Needs.root("become another account");
        Needs.command("runuser", "util-linux");
        Path tree = home("tree");
        Path sources = Files.writeString(tree.resolve("pom.xml"), "");
        Files.setLastModifiedTime(sources, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        Files.createDirectories(tree.resolve("cli"));
        Files.move(file, Files.createDirectories(tree.resolve("target")).resolve("mitogen"));
        Path launcher = Files.copy(Documents.page("mitogen"), tree.resolve("mitogen"));
        Files.setPosixFilePermissions(launcher, fromString("rwxr-xr-x"));
        Path home = home("home");
        Processes.run("chown", "nobody", home + "");
        assertPrintsVersion(start(home, asNobody(home, launcher)));
        awaitArchive(home);

        Files.setLastModifiedTime(sources, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
        Process stale = start(home, asNobody(home, launcher));
        String err = new String(stale.getErrorStream().readAllBytes(), UTF_8);
        assertEquals(2, stale.waitFor(), err);
        assertTrue(err.contains("nobody may not write to " + tree + "/target.\nHave root run it once"), err);
    }

    private Path home(String name) throws IOException {
        return Files.setPosixFilePermissions(Files.createDirectory(folder.resolve(name)), fromString("rwxr-xr-x"));
    }

    /** It would set HOME itself. */
    private static String[] asNobody(Path home, Path command) {
        return new String[] {"runuser", "-u", "nobody", "--", "env", "HOME=" + home, command.toString()};
    }

    private Process start(Path home, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.add("--version");
        return process(home, words.toArray(new String[0])).start();
    }

    private ProcessBuilder process(Path home, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        builder.environment().put("HOME", home + "");
        builder.environment().put("JAVA_HOME", folder.resolve("jdk") + "");
        return builder;
    }

    private static void assertPrintsVersion(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals("", new String(process.getErrorStream().readAllBytes(), UTF_8));
        assertEquals(0, process.waitFor());
        assertTrue(out.startsWith("mitogen "), out);
    }

    private List<String> starts() throws IOException {
        return lines("start ");
    }

    private List<String> lines(String beginning) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(beginning) && !line.contains("-XshowSettings"))
                .toList();
    }

    /** What is made in the background is over. */
    private void awaitEnds() throws Exception {
        Await.until(
                "the end of each Java", () -> starts().size() == lines("end ").size());
    }

    private Path awaitArchive(Path home) throws Exception {
        Await.until("an attempt at an archive", () -> !lines("end " + MAKES).isEmpty());
        Await.until("an archive in " + home, () -> archives(home).size() == 1);
        return archives(home).get(0);
    }

    private static List<Path> archives(Path home) throws IOException {
        Path place = home.resolve(".cache/mitogen/start");
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(each -> each.toString().endsWith(".jsa")).toList();
        }
    }
}
