package mitogen.stage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class FirstStageTest {
    private static final String NONCE = "m0123456789abcdef";
    private static final String LABEL = "alice@laptop:4711:ssh:web1";

    @TempDir
    Path folder;

    /** Between single quotes, csh and fish would still look at these. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"/usr/bin/java", "/opt/my java/bin/java"})
    void hasNoCharacterThatALoginShellMinds(String java) {
        for (String script : List.of(
                FirstStage.script(NONCE, LABEL, java, 1297),
                FirstStage.script(NONCE, LABEL, 1297, java == null ? "/it's/java" : java, -1),
                RuntimeStage.script(NONCE, LABEL, 1297, java == null, -1))) {
            for (String forbidden : List.of("'", "!", "\\\\", "\n", "\r", "\0")) {
                assertFalse(script.contains(forbidden), () -> "'" + forbidden + "' is in " + script);
            }
            assertTrue(script.chars().allMatch(c -> c >= ' ' && c < 0x7f), "only printable ASCII");
            assertTrue(script.length() < 4000, "some systems take 4096 bytes: it has " + script.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a'b", "/a\"b", "/a$b", "/a`b", "/a!b", "/a\\b", "/a\nb"})
    void pathsThatNoQuotingSavesAreRefused(String java) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> FirstStage.script(NONCE, LABEL, java, 1));
        assertTrue(refused.getMessage().contains("plainer name"), refused.getMessage());
    }

    /**
     * Each shell hands the loader to the descriptor 3, behind a line with the nonce, and every byte behind it to the descriptor 4, and leaves no file; a
     * script stands for Java, and writes down what it was given.
     */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "bash --posix", "busybox sh", "zsh --emulate sh"})
    void shellsPassEveryByteOn(String shell) throws Exception {
        List<String> interpreter = interpreter(shell);
        Path java = stub(
                "java",
                "echo \"$@\" >" + folder + "/arguments",
                "tail -n +2 /proc/self/fd/3 >" + folder + "/loader",
                "readlink /proc/self/fd/3 >" + folder + "/scratch",
                "cat <&4 >" + folder + "/rest",
                "echo to descriptor 5 >&5; echo to descriptor 1");
        long seed = System.nanoTime();
        byte[] loader = bytes(seed, 1297);
        byte[] rest = bytes(seed + 1, 100_000);
        Ran ran = run(
                interpreter, FirstStage.script(NONCE, LABEL, java.toString(), loader.length), Map.of(), loader, rest);
        assertEquals(0, ran.status, () -> "seed " + seed + ": " + ran);
        assertEquals("\n" + NONCE + " sh\n" + NONCE + " java " + java + "\nto descriptor 5\n", ran.output);
        assertEquals("to descriptor 1\n", ran.error);
        assertTrue(Arrays.equals(loader, Files.readAllBytes(folder.resolve("loader"))), () -> "seed " + seed);
        assertTrue(Arrays.equals(rest, Files.readAllBytes(folder.resolve("rest"))), () -> "seed " + seed);
        String arguments = Files.readString(folder.resolve("arguments"));
        assertTrue(arguments.startsWith("-Dmitogen=" + LABEL + " "), arguments);
        assertTrue(arguments.endsWith(" -cp /proc/self/fd/3 M\n"), arguments);
        String scratch = Files.readString(folder.resolve("scratch"));
        assertTrue(scratch.endsWith("/.mitogen-" + NONCE + " (deleted)\n"), scratch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "zsh --emulate sh"})
    void choosesTheFirstJavaThatIsNewEnough(String shell) throws Exception {
        List<String> interpreter = interpreter(shell);
        stub("old/bin/java", "echo old was started");
        Files.writeString(folder.resolve("old/release"), "A=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        Path young = stub("young/java", "echo young was started >&5");
        Map<String, String> environment =
                Map.of("JAVA_HOME", folder + "/old", "PATH", young.getParent() + ":" + System.getenv("PATH"));
        Ran ran = run(interpreter, FirstStage.script(NONCE, LABEL, null, 3), environment, new byte[3], new byte[0]);
        assertTrue(ran.output.endsWith(" java " + young + "\nyoung was started\n"), ran::toString);

        for (String version :
                List.of("1.8.0_402", "9", "9.0.4", "10.0.2", "16", "16.0.1", "17", "17.0.1", "21", "25")) {
            Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"" + version + "\"\n");
            ran = run(interpreter, FirstStage.script(NONCE, LABEL, null, 3), environment, new byte[3], new byte[0]);
            boolean tooOld = version.startsWith("1.") || Float.parseFloat(version.replaceAll("\\..*", "")) < 17;
            assertEquals(tooOld, ran.output.contains("young was started"), version + " " + ran);
        }
    }

    @Test
    void saysWhereItDidNotFindTheGivenJava() throws Exception {
        Ran ran =
                run(List.of("sh"), FirstStage.script(NONCE, LABEL, "/no/java", 3), Map.of(), new byte[3], new byte[0]);
        assertEquals(1, ran.status);
        assertTrue(ran.output.endsWith(NONCE + " nojava /no/java\n"), ran::toString);
    }

    @Test
    void linkThatSomebodyPutThereIsNotFollowed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path link = Files.createSymbolicLink(Path.of("/dev/shm/.mitogen-" + NONCE), victim);
        try {
            Path java = stub("java", "cat <&4 >/dev/null; readlink /proc/self/fd/3 >&5");
            Ran ran = run(
                    List.of("sh"),
                    FirstStage.script(NONCE, LABEL, java.toString(), 5),
                    Map.of(),
                    new byte[5],
                    new byte[0]);
            assertEquals(0, ran.status, ran::toString);
            assertFalse(ran.output.contains("/dev/shm/"), ran::toString);
            assertEquals("precious", Files.readString(victim));
            assertTrue(Files.isSymbolicLink(link));
        } finally {
            Files.delete(link);
        }
    }

    /** A shell that is killed between the creation of its scratch file and the removal of its name leaves that. */
    @Test
    void whatAnEarlierOneLeftIsRemoved() throws Exception {
        Path left = Files.createFile(Path.of("/dev/shm/.mitogen-m00000000"
                + Long.toHexString(ProcessHandle.current().pid() | 1L << 31)));
        Path other = Files.createFile(Path.of(left + "-of-somebody"));
        try {
            Ran ran = run(List.of("sh"), FirstStage.script(NONCE, LABEL, "/no/java", 5), Map.of(), new byte[5]);
            assertTrue(ran.output.contains(" nojava "), ran::toString);
            assertFalse(Files.exists(left));
            assertTrue(Files.exists(other));
        } finally {
            Files.deleteIfExists(left);
            Files.delete(other);
        }
    }

    /** A start file may set it: dd ends where it would have to wait. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh", "zsh --emulate sh"})
    void standardInputThatDoesNotBlock(String shell) throws Exception {
        interpreter("perl");
        Path java = stub("java", "tail -c +19 /proc/self/fd/3 >" + folder + "/loader");
        stub("bin/dd", "/bin/dd \"$@\" || { status=$?; >" + folder + "/ended; exit $status; }");
        Map<String, String> environment = Map.of("PATH", folder + "/bin:" + System.getenv("PATH"));
        List<String> through = new ArrayList<>(
                List.of("perl", "-MFcntl", "-e", "fcntl(STDIN, F_SETFL, O_NONBLOCK) or die; exec @ARGV"));
        through.addAll(interpreter(shell));
        byte[] loader = bytes(1, 1297);
        String script = FirstStage.script(NONCE, LABEL, java.toString(), loader.length);
        if (shell.startsWith("busybox")) {
            script = "dd(){ " + folder + "/bin/dd \"$@\";};" + script; // it would run its own
        }
        Path ended = folder.resolve("ended");
        ProcessBuilder builder = new ProcessBuilder(through);
        builder.command().addAll(List.of("-c", script));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(loader, 0, 100);
            out.flush();
            while (!Files.exists(ended) && process.isAlive()) {
                Thread.onSpinWait();
            }
            out.write(loader, 100, loader.length - 100);
            out.flush();
        }
        process.waitFor();
        String output = Files.readString(folder.resolve("output"));
        assertTrue(Arrays.equals(loader, Files.readAllBytes(folder.resolve("loader"))), output);
    }

    /** As with noexec in sudoers, or where no process can be started. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "zsh --emulate sh"}) // BusyBox runs its own rm
    void createsNothingWhereItCouldNotRemoveIt(String shell) throws Exception {
        stub("bin/rm", "exit 126");
        Map<String, String> environment = Map.of("PATH", folder + "/bin:" + System.getenv("PATH"));
        Ran ran = run(interpreter(shell), FirstStage.script(NONCE, LABEL, null, 5), environment, new byte[5]);
        assertEquals(1, ran.status);
        assertTrue(ran.output.endsWith(NONCE + " sh\n" + NONCE + " norun\n"), ran::toString);
        assertFalse(Files.exists(Path.of("/dev/shm/.mitogen-" + NONCE)));
    }

    /** Also where a signal comes between the creation and the removal. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "zsh --emulate sh"})
    void aSignalInBetweenLeavesNothing(String shell) throws Exception {
        stub(
                "bin/rm",
                "case $* in *-" + NONCE + "*)[ -e " + folder + "/killed ]||{ >" + folder
                        + "/killed; kill $PPID; exit 143; };esac; exec /bin/rm \"$@\"");
        Map<String, String> environment = Map.of("PATH", folder + "/bin:" + System.getenv("PATH"));
        run(interpreter(shell), FirstStage.script(NONCE, LABEL, null, 5), environment, new byte[5]);
        assertTrue(Files.exists(folder.resolve("killed")));
        assertFalse(Files.exists(Path.of("/dev/shm/.mitogen-" + NONCE)));
    }

    private static List<String> interpreter(String shell) {
        List<String> words = List.of(shell.split(" "));
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, words.get(0))));
        if (!installed) {
            assertFalse(
                    "true".equals(System.getenv("CI")),
                    "in CI nothing that can be installed is skipped: " + words.get(0));
            Assumptions.abort(words.get(0) + " is not here; apt-get install it");
        }
        return words;
    }

    private Path stub(String name, String... lines) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private record Ran(int status, String output, String error) {}

    private Ran run(List<String> shell, String script, Map<String, String> environment, byte[]... input)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(shell));
        builder.command().addAll(List.of("-c", script));
        builder.environment().putAll(environment);
        Path error = folder.resolve("error");
        Process process = builder.redirectError(error.toFile()).start();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : input) {
            all.write(each);
        }
        Thread feeder = new Thread(() -> {
            try (OutputStream out = process.getOutputStream()) {
                out.write(all.toByteArray());
            } catch (IOException e) {
                Thread.currentThread().interrupt(); // the shell has ended, and its status tells why
            }
        });
        feeder.start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        int status = process.waitFor();
        feeder.join();
        return new Ran(status, output, Files.readString(error, ISO_8859_1));
    }
}
