package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package is installed, used and purged, below a directory that is no system. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class DebianPackageTest {
    @TempDir
    private Path folder;

    @Test
    void isInstalledAndPurgedWithoutATrace() throws Exception {
        Needs.root("install a package");
        Needs.command("dpkg-deb", "dpkg");
        Assumptions.assumeTrue(Files.exists(Documents.page("target/mitogen")), "target/mitogen is not built");
        Path root = Files.createDirectories(folder.resolve("root"));
        Path state = Files.createDirectories(root.resolve("var/lib/dpkg/info")).getParent();
        Files.createDirectory(state.resolve("updates"));
        Files.createFile(state.resolve("status"));

        String made = run(Documents.page("scripts/deb") + "", "--no-build", folder + "")
                .strip();
        assertTrue(made.startsWith(folder + "/mitogen_") && made.endsWith("_all.deb"), made);
        run("dpkg", "--root=" + root, "--log=" + folder + "/log", "--force-depends", "-i", made);
        Set<String> files = files(root, "usr");
        assertTrue(files.contains("usr/bin/mitogen"), files + "");
        assertTrue(files.contains("usr/share/man/man1/mitogen-run.1.gz"), files + "");
        assertTrue(files.contains("usr/share/bash-completion/completions/mitogen"), files + "");
        assertTrue(run(root + "/usr/bin/mitogen", "--version").startsWith("mitogen "));

        run("dpkg", "--root=" + root, "--log=" + folder + "/log", "--purge", "mitogen");
        assertEquals(Set.of(), files(root, "usr"));
        assertEquals(List.of(), left(state.resolve("info"), "mitogen"));
    }

    @Test
    void lintianFindsNothing() throws Exception {
        Needs.command("dpkg-deb", "dpkg");
        Needs.command("lintian", "lintian");
        Assumptions.assumeTrue(Files.exists(Documents.page("target/mitogen")), "target/mitogen is not built");
        String made = run(Documents.page("scripts/deb") + "", "--no-build", folder + "")
                .strip();
        // No bug report asked for this package, and a snapshot is in no release.
        assertEquals("", run("lintian", "--allow-root", "--suppress-tags", "initial-upload-closes-no-bugs", made));
    }

    private static Set<String> files(Path root, String below) throws IOException {
        Set<String> files = new TreeSet<>();
        if (Files.exists(root.resolve(below))) {
            try (Stream<Path> all = Files.walk(root.resolve(below))) {
                all.filter(Files::isRegularFile).forEach(file -> files.add(root.relativize(file) + ""));
            }
        }
        return files;
    }

    private static List<String> left(Path directory, String beginning) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName() + "")
                    .filter(name -> name.startsWith(beginning))
                    .toList();
        }
    }

    private String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("HOME", "/proc/self");
        builder.environment().put("MAINTAINER", "Ada Lovelace <ada@mitogen.dev>");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + output);
        return output;
    }
}
