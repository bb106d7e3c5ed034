package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import mitogen.cli.Main;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises: its program, and its command lines, against a real server. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class ReadmeTest {
    private static SshServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.shared();
    }

    @Test
    void theProgramCompilesAndRuns(@TempDir Path folder) throws Exception {
        Matcher block = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Documents.page("README.md")));
        assertTrue(block.find(), "the README has no Java");
        Path source = Files.writeString(folder.resolve("Readme.java"), block.group(1));
        String classPath = System.getProperty("java.class.path");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        said,
                        said,
                        "-proc:none",
                        "-encoding",
                        "UTF-8",
                        "--release",
                        "17",
                        "-cp",
                        classPath,
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, compiled, said.toString(StandardCharsets.UTF_8));

        // The reader's ssh knows a web1; ours is told by a wrapper of the same name.
        Path ssh = folder.resolve("ssh");
        Files.writeString(
                ssh,
                "#!/bin/sh\nexec " + Needs.command("ssh", "openssh-client") + " -l " + System.getProperty("user.name")
                        + " -p " + server.port + " -i " + server.folder + "/identity -o HostName=127.0.0.1"
                        + " -o UserKnownHostsFile=" + server.folder + "/known_hosts -F /dev/null \"$@\"\n");
        Files.setPosixFilePermissions(ssh, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder run = new ProcessBuilder(
                Jvm.java(), "-XX:-UsePerfData", "-cp", classPath + File.pathSeparator + folder, "Readme");
        run.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        run.redirectErrorStream(true);
        Process process = run.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        process.getOutputStream().close();
        assertTrue(output.contains("Linux version"), output);
        assertTrue(output.contains(" processors"), output);
    }

    @Test
    void aScriptRunsOverSsh() {
        Outcome outcome =
                mitogen("script", Documents.page("examples/inventory.py").toString());
        assertEquals(0, outcome.status, outcome.err);
        assertTrue(outcome.out.startsWith("{") && outcome.out.contains("\"kernel\""), outcome.out);
    }

    @Test
    void aJavaSourceRunsOverSsh() {
        Outcome outcome = mitogen("java", Documents.page("examples/Hello.java").toString());
        assertEquals(0, outcome.status, outcome.err);
        assertTrue(outcome.out.startsWith("Hello"), outcome.out);
    }

    @Test
    void aCommandsExitStatusAndBytesComeBack() {
        Outcome outcome = mitogen("run", "--", "sh", "-c", "printf 'a\\0b'; echo oops >&2; exit 7");
        assertEquals(7, outcome.status, outcome.err);
        assertEquals("a\0b", outcome.out);
        assertEquals("oops\n", outcome.err);
    }

    @Test
    void anUnknownHostKeyIsStatusFour() throws Exception {
        Path known = server.folder.resolve("known_hosts");
        String line = Files.readString(known);
        Files.writeString(known, "");
        try {
            Outcome outcome = mitogen("ping");
            assertEquals(4, outcome.status, outcome.err);
            assertTrue(outcome.err.contains("host key"), outcome.err);
        } finally {
            Files.writeString(known, line);
        }
    }

    private static Outcome mitogen(String command, String... arguments) {
        List<String> all = new java.util.ArrayList<>(
                List.of(command, "-t", "ssh:" + System.getProperty("user.name") + "@127.0.0.1:" + server.port));
        all.addAll(server.commandOptions());
        all.addAll(List.of(arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(all.toArray(new String[0]), new PrintStream(out, true), new PrintStream(err, true));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private record Outcome(int status, String out, String err) {}
}
