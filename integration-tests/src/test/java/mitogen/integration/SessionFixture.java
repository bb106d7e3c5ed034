package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mitogen.cli.session.Hello;
import mitogen.cli.session.Relay;
import mitogen.cli.session.SessionException;
import mitogen.cli.session.SessionFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes, with a runtime directory for the sessions of a class alone. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
abstract class SessionFixture {
    @TempDir
    static Path folder;

    static SshServer server;

    /** What a command has left: its exit status, and what it printed. */
    record Ran(int status, String out, String err) {}

    @BeforeAll
    static void prepare() throws Exception {
        server = SshServer.shared();
        Files.createDirectory(
                runtime(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                folder.resolve("config"),
                "Host h g\n HostName 127.0.0.1\n Port " + server.port + "\n User " + System.getProperty("user.name")
                        + "\n IdentitiesOnly yes\n IdentityFile " + server.folder + "/identity\n UserKnownHostsFile "
                        + server.folder + "/known_hosts\n GlobalKnownHostsFile /dev/null\n");
    }

    @AfterAll
    static void stopAll() throws Exception {
        if (server != null) {
            run("session", "stop", "--all");
        }
    }

    static Path runtime() {
        return folder.resolve("run");
    }

    static Path sessions() {
        return runtime().resolve("mitogen");
    }

    /** The words of the command with the options for {@code h} put in behind the first. */
    static List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(1, List.of("-F", folder + "/config", "--java", Jvm.quickJava()));
        return all;
    }

    /** The same, for the session that is started when it is needed. */
    static List<String> inAuto(String... words) {
        List<String> all = words(words);
        all.addAll(1, List.of("--session", "auto"));
        return all;
    }

    static ProcessBuilder client(List<String> words) {
        return client(System.getProperty("java.class.path"), words);
    }

    static ProcessBuilder client(String classPath, List<String> words) {
        // Where the tests run in the background of a script, interrupts are ignored, and that is inherited.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Jvm.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "mitogen.cli.Main"));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("XDG_RUNTIME_DIR", runtime().toString());
        builder.environment().put("FROM_HERE", "gr\u00fcn");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("XDG_STATE_HOME", folder + "/state");
        builder.environment().remove("MITOGEN_SESSION");
        return builder;
    }

    static Ran run(String... words) throws IOException, InterruptedException {
        return run(client(List.of(words)));
    }

    /** Has it run without input, and waits for its end. */
    static Ran run(ProcessBuilder client) throws IOException, InterruptedException {
        return run(client, folder.resolve("out"), folder.resolve("err"));
    }

    /** The same, with its streams in files, or in devices, of which nothing is read. */
    static Ran run(ProcessBuilder client, Path out, Path err) throws IOException, InterruptedException {
        if (client.redirectInput().type() == ProcessBuilder.Redirect.Type.PIPE) {
            client.redirectInput(Path.of("/dev/null").toFile());
        }
        Process process =
                client.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertTrue(process.waitFor(100, TimeUnit.SECONDS), "it ends");
        return new Ran(process.exitValue(), content(out), content(err));
    }

    private static String content(Path file) throws IOException {
        return file.startsWith("/dev") ? "" : Files.readString(file, UTF_8);
    }

    /** Has a session run it for a client in this JVM, which reads nothing; less than 0 if the session does not. */
    static Ran relay(String session, List<String> words) throws SessionException {
        return relay(session, Hello.RUN, words);
    }

    static int stop(String session) throws SessionException {
        return relay(session, Hello.STOP, List.of()).status();
    }

    private static Ran relay(String session, int task, List<String> words) throws SessionException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        byte[][] arguments = words.stream().map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        byte[][] environment = {
            ("XDG_STATE_HOME=" + folder + "/state").getBytes(UTF_8), ("MITOGEN_SESSION=" + session).getBytes(UTF_8)
        };
        SessionFolder sessions =
                SessionFolder.of(Map.of("XDG_RUNTIME_DIR", runtime().toString()));
        int status = new Relay(InputStream.nullInputStream(), out, err)
                .run(sessions, session, task, arguments, environment, 0);
        return new Ran(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** The process of a session, by what its list says. */
    static long pid(String session) throws SessionException {
        String list = relay(session, List.of("session", "list")).out();
        return Long.parseLong(list.replaceAll("(?s).*\\b" + session + ": process (\\d+),.*", "$1"));
    }
}
