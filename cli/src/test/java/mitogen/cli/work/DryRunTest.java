package mitogen.cli.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mitogen.cli.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plan of a command: what it says, and that nothing is run for it. */
@Timeout(60)
class DryRunTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int mitogen(String... args) {
        out.reset();
        err.reset();
        return Main.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private String plan(String... options) {
        List<String> all = new ArrayList<>(List.of("run", "--dry-run", "-t", "local"));
        all.addAll(List.of(options));
        all.addAll(List.of("--", "echo", "a b"));
        assertEquals(0, mitogen(all.toArray(new String[0])), err::toString);
        return out.toString(UTF_8);
    }

    @Test
    void itTellsHopsCommandAndWhoRunsIt() {
        assertEquals("""
                local
                  hop      local
                           /bin/sh -c '…'
                  command  echo 'a b'
                  run by   the shell behind the last hop
                """, plan());
        String all = plan(
                "--become=bob",
                "-K",
                "--cwd",
                "/a\033b",
                "--env",
                "PATH",
                "--env",
                "A=x y",
                "--unset=B",
                "--command-timeout=5m");
        assertTrue(all.startsWith("local/sudo:bob\n  hop      local\n"), all);
        assertTrue(all.contains("\n  hop      sudo:bob, with the password of --ask-password\n           sudo -A"), all);
        assertTrue(
                all.endsWith("\n  in       /a\\u{1b}b\n  set      PATH 'A=x y'\n  unset    B\n  at most  5 min\n"),
                all);
    }

    @Test
    void aJavaIsToldWhereItIsNeeded() throws IOException {
        String java = "\n  run by   a Java there\n";
        assertTrue(plan("--via-java").contains(java));
        assertTrue(plan("--verify-clean").contains(java));
        assertTrue(plan("--env", "a.b=1").contains(java));
        assertTrue(plan("--tty").contains(java + "  at       a terminal\n"));
        Path script = Files.writeString(folder.resolve("script"), "x".repeat(300_000));
        assertEquals(0, mitogen("script", "-t", "local", "--dry-run", script.toString(), "a"));
        assertTrue(out.toString(UTF_8).contains("\n  script   " + script + " a" + java), out::toString);
    }

    @Test
    void eachTargetIsAnObject() {
        assertEquals("""
                {"target":"local","hops":[{"hop":"local","command":["/bin/sh","-c","…"],"password":null}],\
                "command":["echo","a b"],"viaJava":false,"directory":null,"variables":["A=1"],"unset":[],"undo":null}
                """, plan("--json", "--env", "A=1"));
        assertEquals(2, mitogen("run", "--dry-run", "-t", "local", "-K", "--", "true"));
        assertEquals(2, mitogen("run", "--dry-run", "-t", "ssh:a", "-F", "/none", "--", "true"));
    }

    /** Each program that could be run tells that it was. */
    @Test
    void nothingIsRunReadOrAsked() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String name : List.of("ssh", "sudo", "docker", "sh", "stty", "touch")) {
            Path stub =
                    Files.writeString(programs.resolve(name), "#!/bin/sh\n: >'" + folder + "/called-" + name + "'\n");
            assertTrue(stub.toFile().setExecutable(true));
        }
        Path config = Files.writeString(folder.resolve("config"), "Host web1 web2\n");
        ProcessBuilder builder = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "mitogen.cli.Main",
                        "run",
                        "--dry-run",
                        "-F",
                        config.toString(),
                        "-o",
                        "ConnectTimeout=3",
                        "-t",
                        "web*/docker:app,local",
                        "--become",
                        "--password-command",
                        "touch called",
                        "--",
                        "touch",
                        "called")
                .redirectErrorStream(true);
        builder.environment().put("PATH", programs.toString());
        Process process = builder.start(); // its standard input is a pipe that never ends
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains("web2/docker:app/sudo\n") && said.contains("ConnectTimeout=3"), said);
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().contains("called")).toList());
        }
    }
}
