package mitogen.stage;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class RuntimeCacheTest {
    private static final String ARCHIVE = "0".repeat(64);

    @TempDir
    Path home;

    private String shell = "sh";

    private String run(String script, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(shell.split(" ")));
        command.addAll(List.of("-c", RuntimeCache.FUNCTIONS + script, "sh"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CACHE_HOME");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            Assumptions.abort("there is no " + shell + " here");
            return null;
        }
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return output;
    }

    /** One that is kept, as it is to be; its Java. */
    private Path keep() throws Exception {
        Path cache = Files.createDirectories(home.resolve(".cache/mitogen"));
        Path jre = Files.createDirectories(cache.resolve("new/jre/bin")).getParent();
        Files.writeString(jre.resolve("bin/java"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(jre.resolve("bin/java"), fromString("rwxr-xr-x"));
        Files.writeString(jre.resolve("some file"), "x");
        for (Path each = jre; !each.equals(home.getParent()); each = each.getParent()) {
            Files.setPosixFilePermissions(each, fromString("rwxr-xr-x"));
        }
        String digest = run("S \"$1\";echo $_z", jre.toString()).strip();
        assertEquals(64, digest.length(), digest);
        return Files.move(cache.resolve("new"), cache.resolve(ARCHIVE + "-" + digest))
                .resolve("jre/bin/java");
    }

    /** What the first stage chooses. */
    private String found() throws Exception {
        return run("_j=/no/java;" + RuntimeCache.find(0) + "echo $_j").strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "zsh --emulate sh"})
    void oneThatNobodyElseCanChangeIsUsed(String interpreter) throws Exception {
        shell = interpreter;
        assertEquals("", found());
        Path java = keep();
        assertEquals(java.toString(), found());
        assertEquals(
                "/bin/sh",
                run("_j=/bin/sh;" + RuntimeCache.find(0) + "echo $_j").strip());
        Path content = java.getParent().resolveSibling("some file");
        Files.writeString(content, "y");
        assertEquals("", found(), "its content was changed");
        Files.writeString(content, "x");
        Files.setPosixFilePermissions(home.resolve(".cache"), fromString("rwxrwxr-x"));
        assertEquals("", found(), "its group can change it");
        Files.setPosixFilePermissions(home.resolve(".cache"), fromString("rwx------"));
        assertEquals(java.toString(), found());
    }

    @Test
    void itAndEachDirectoryAboveAreLookedAt() throws Exception {
        Path java = keep();
        for (Path each = java.getParent().getParent().getParent();
                !each.equals(home.getParent());
                each = each.getParent()) {
            for (String open : List.of("rwxrwxr-x", "rwxr-xrwx")) {
                Files.setPosixFilePermissions(each, fromString(open));
                assertEquals("", found(), each + " " + open);
            }
            Files.setPosixFilePermissions(each, fromString("rwxr-xr-x"));
            if (System.getProperty("user.name").equals("root")) {
                Files.setAttribute(each, "unix:uid", 65534);
                assertEquals("", found(), each + " of another account");
                Files.setAttribute(each, "unix:uid", 0);
            }
        }
        assertEquals(java.toString(), found());
    }

    @Test
    void theNameSaysWhatIsInIt() throws Exception {
        Path java = keep();
        Path added = Files.writeString(java.resolveSibling("added"), "x");
        assertEquals("", found());
        Files.delete(added);
        assertEquals(java.toString(), found());
        Path directory = java.getParent().getParent().getParent();
        Files.move(directory, directory.resolveSibling(ARCHIVE));
        assertEquals("", found());
    }
}
