package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static mitogen.connect.Exec.exec;
import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import mitogen.Call;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.connect.Exec;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: each kind has its exception, and a message that helps. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class ConnectFailureTest {
    private static SshServer server;

    @TempDir
    Path folder;

    private Mitogen mitogen;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    /** What a connect, and with it the work that waits for it, fails with. */
    private ConnectFailedException failure(Reason reason, ConnectionMethod method, String... words) {
        return failure(reason, mitogen.context(), method, words);
    }

    private static ConnectFailedException failure(
            Reason reason, Context from, ConnectionMethod method, String... words) {
        Context context = from.connect(method);
        Call<Integer> queued = context.submit(() -> 1);
        Call<Integer> behind = context.connect(local()).submit(() -> 1);
        ConnectFailedException failure = Failures.fails(reason, context::await);
        for (String word : words) {
            assertTrue(
                    failure.getMessage().contains(word), () -> "'" + word + "' is missing in: " + failure.getMessage());
        }
        assertTrue(failure.getMessage().startsWith("cannot connect " + context + " from "), failure.getMessage());
        for (Call<Integer> call : List.of(queued, behind)) {
            assertEquals(
                    failure.getMessage(),
                    Failures.fails(reason, call::await).getMessage(),
                    "work that was queued fails with the connect's own diagnosis");
        }
        Failures.fails(reason, context::ping);
        return failure;
    }

    @Test
    void failureArrivesAsAValueWithAllThatIsKnown() {
        Context child = mitogen.connect(local());
        ConnectFailedException failure = child.call(() -> {
            try {
                Context.current().connect(local().withJava("/nonexistent/java")).await();
                return null;
            } catch (ConnectFailedException e) {
                return e;
            }
        });
        assertEquals(Reason.JAVA_MISSING, failure.reason());
        assertEquals(Stage.SHELL, failure.stage());
        assertEquals("local/local", failure.hop());
        assertTrue(failure.getMessage().startsWith("cannot connect local/local from local: no java there"));
        assertEquals("/bin/sh", failure.command().get(0));
    }

    // The network and the door

    @Test
    void unknownHost() {
        failure(
                Reason.UNKNOWN_HOST,
                Ssh.ssh("no-such-host.invalid").withConfig("/dev/null"),
                "the host name no-such-host.invalid is unknown",
                "It ran: ssh ",
                "| ssh: Could not resolve hostname no-such-host.invalid");
    }

    @Test
    void refusedPort() throws Exception {
        int port = SshServer.freePort();
        failure(
                Reason.CONNECTION_REFUSED,
                server.method().withPort(port),
                "127.0.0.1 port " + port + " refused the connection",
                "Connection refused",
                "Check that sshd runs there");
    }

    @Test
    void failureFurtherDownNamesTheContextThatTried() throws Exception {
        Context child = mitogen.connect(local());
        int port = SshServer.freePort();
        ConnectFailedException failure =
                failure(Reason.CONNECTION_REFUSED, child, server.method().withPort(port), "from local: ");
        assertTrue(failure.hop().startsWith("local/ssh:"), failure.hop());
        assertEquals(Stage.CONNECTING, failure.stage());
        assertEquals("ssh", failure.command().get(0));
        assertTrue(
                failure.command().contains(String.valueOf(port)),
                failure.command().toString());
        assertEquals(255, failure.exitStatus());
        assertTrue(
                failure.lines().stream().anyMatch(line -> line.endsWith("Connection refused")),
                () -> failure.lines().toString());
        assertEquals(1, child.call(() -> 1));
    }

    @Test
    void wrongKey() throws Exception {
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/other");
        failure(
                Reason.NOT_LET_IN,
                server.method().withIdentity(folder + "/other").withOption("IdentityAgent=none"),
                "did not accept our key",
                "Permission denied (publickey)",
                "Check the user name");
    }

    @Test
    void unknownHostKey() throws Exception {
        Path empty = Files.createFile(folder.resolve("known_hosts"));
        for (String strict : List.of("StrictHostKeyChecking=yes", "StrictHostKeyChecking=ask")) {
            // Of options with one name ssh takes the first, so this one is built from the start.
            failure(
                    Reason.HOST_KEY_UNKNOWN,
                    Ssh.ssh("127.0.0.1")
                            .withPort(server.port)
                            .withConfig("/dev/null")
                            .withIdentity(server.folder + "/identity")
                            .withOption("UserKnownHostsFile=" + empty)
                            .withOption("GlobalKnownHostsFile=/dev/null")
                            .withOption(strict),
                    "the host key of 127.0.0.1 port " + server.port + " is unknown",
                    "compare the fingerprint");
            assertEquals(0, Files.size(empty), "the key was accepted behind our back");
        }
    }

    @Test
    void changedHostKey() throws Exception {
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/other");
        server.knownHosts(folder.resolve("other.pub"));
        try {
            failure(
                    Reason.HOST_KEY_CHANGED,
                    server.method(),
                    "is not the one that is known",
                    "remove the old key: ssh-keygen -f \"" + server.folder + "/known_hosts\" -R \"[127.0.0.1]:"
                            + server.port,
                    "somebody may be in the middle");
        } finally {
            server.knownHosts(server.folder.resolve("host.pub"));
        }
    }

    @Test
    void silentServerTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            failure(
                    Reason.TIMEOUT,
                    server.method().withPort(silent.getLocalPort()).withTimeout(Duration.ofSeconds(1)),
                    String.valueOf(silent.getLocalPort()));
            assertTrue(System.nanoTime() - start < 10_000_000_000L);
        }
    }

    @Test
    void shellThatNeverAnswersTimesOut() throws Exception {
        try (SshServer stuck = SshServer.start("ForceCommand echo please wait; exec cat >/dev/null")) {
            failure(
                    Reason.TIMEOUT,
                    stuck.method().withTimeout(Duration.ofSeconds(2)),
                    "not up within 2 s",
                    "before the far side's shell answered",
                    "| please wait");
        }
    }

    @Test
    void whatCannotBeRunIsNamed() {
        failure(Reason.BOOTSTRAP_FAILED, exec("/"), "the command / cannot be run: ");
        failure(Reason.BOOTSTRAP_FAILED, exec("a\0b"), "the command a", "cannot be run: ");
        failure(
                Reason.BOOTSTRAP_FAILED,
                local().withJava("/a'b"),
                "cannot be run: the path of Java contains a character that cannot be passed through any shell");
        failure(Reason.TIMEOUT, local().withTimeout(Duration.ofMillis(1)), "not up within 0.001 s");
    }

    @Test
    void shellThatRefuses() throws Exception {
        try (SshServer closed = SshServer.start("ForceCommand echo This account is not available.; exit 1")) {
            failure(
                    Reason.NOT_LET_IN,
                    closed.method(),
                    "let us in, but the account may not log in",
                    "exit status 1",
                    "| This account is not available.");
        }
    }

    /** Of all commands only sh is known by its path. */
    @Test
    void aControllerWithoutPath() throws Exception {
        try (Jvm jvm = Jvm.start(WithoutSsh.class, Map.of("PATH", "/nonexistent"))) {
            assertEquals("/nonexistent", jvm.awaitLine("local "));
            assertEquals("", jvm.awaitLine("exec "));
            String failure = jvm.awaitLine("failure ");
            assertTrue(
                    failure.startsWith("TOOL_MISSING cannot connect ssh:web1 from the controller: the"
                            + " command ssh is not installed there"),
                    failure);
            assertTrue(jvm.awaitLine("").contains("Install it where the connect runs, or add its directory to PATH."));
        }
    }

    /** A controller whose PATH is empty. */
    static final class WithoutSsh {
        private WithoutSsh() {}

        public static void main(String[] arguments) {
            try (Mitogen mitogen = Mitogen.open()) {
                Context local = mitogen.connect(local());
                System.out.println("local " + local.call(() -> System.getenv("PATH")));
                mitogen.connect(Exec.exec("/usr/bin/env", "PATH=").withJava(Jvm.java()))
                        .await();
                System.out.println("exec ");
                mitogen.connect(Ssh.ssh("web1")).await();
            } catch (ConnectFailedException e) {
                System.out.println("failure " + e.reason() + " " + e.getMessage());
            }
        }
    }

    // Java

    @Test
    void givenJavaIsNotThere() {
        failure(
                Reason.JAVA_MISSING,
                local().withJava("/nonexistent/bin/java"),
                "no java there. It was looked for in /nonexistent/bin/java",
                "Install Java 17 or newer");
        failure(
                Reason.JAVA_MISSING,
                server.method().withJava("/nonexistent/bin/java"),
                "no java there. It was looked for in /nonexistent/bin/java");
    }

    @Test
    void noJavaAnywhere() throws Exception {
        try (SshServer bare = serverWithoutJava()) {
            failure(
                    Reason.JAVA_MISSING,
                    bare.method().withJava(null),
                    "no java there. It was looked for in JAVA_HOME=",
                    "PATH=",
                    "/usr/bin",
                    "/usr/lib/jvm/*",
                    "/opt/*",
                    "~/.sdkman/candidates/java/*",
                    "--java PATH");
        }
    }

    @Test
    void onlyAnOldJavaByItsReleaseFile() throws Exception {
        Path java = script("jdk-11/bin/java", "echo must not be started; exit 1");
        Files.writeString(folder.resolve("jdk-11/release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"11.0.2\"\n");
        try (SshServer bare = serverWithoutJava("SetEnv JAVA_HOME=" + folder + "/jdk-11")) {
            failure(
                    Reason.JAVA_TOO_OLD,
                    bare.method().withJava(null),
                    "Java 17 or newer is needed there",
                    java.toString(),
                    "11.0.2");
        }
    }

    @Test
    void oldJavaIsPassedOverForANewerOne() throws Exception {
        script("jdk-11/bin/java", "exit 1");
        Files.writeString(folder.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.2\"\n");
        try (SshServer other = SshServer.start("SetEnv JAVA_HOME=" + folder + "/jdk-11")) {
            int version = mitogen.connect(other.method().withJava(null))
                    .call(() -> Runtime.version().feature());
            assertTrue(version >= 17);
        }
    }

    @Test
    void oldJavaSaysSoItself() throws Exception {
        Path eight = script("java8", OldJava.command("1.8"));
        failure(
                Reason.JAVA_TOO_OLD,
                local().withJava(eight.toString()),
                "Java 17 or newer is needed there, and what was found is 1.8 ",
                System.getProperty("java.home"));
        Path eleven = script("java11", OldJava.command("11"));
        failure(
                Reason.JAVA_TOO_OLD,
                server.method().withJava(eleven.toString()),
                "Java 17 or newer is needed there, and what was found is 11 ",
                System.getProperty("java.home"));
    }

    /** Runs the real loader in a Java that says that it is an older one. */
    static final class OldJava {
        private OldJava() {}

        /** A line of shell that runs it so. */
        static String command(String version) {
            return "exec " + Jvm.java() + " --add-opens=java.base/java.io=ALL-UNNAMED"
                    + " -cp /proc/self/fd/3:" + System.getProperty("java.class.path") + " '" + OldJava.class.getName()
                    + "' " + version;
        }

        public static void main(String[] arguments) throws Exception {
            System.setProperty("java.specification.version", arguments[0]);
            Class.forName("M").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    @Test
    void javaEightStumblesOverAnOption() throws Exception {
        Path old = script(
                "java",
                "echo Unrecognized option: --add-opens=java.base/java.io=ALL-UNNAMED >&2",
                "echo Error: Could not create the Java Virtual Machine. >&2",
                "echo Error: A fatal exception has occurred. Program will exit. >&2",
                "exit 1");
        ConnectFailedException failure = failure(
                Reason.JAVA_TOO_OLD,
                server.method().withJava(old.toString()),
                "Java 17 or newer is needed there",
                "Unrecognized option",
                old.toString());
        assertFalse(failure.getMessage().contains("found is null"), failure.getMessage());
    }

    private Path script(String name, String... lines) throws IOException {
        List<String> text = new ArrayList<>(List.of("#!/bin/sh"));
        text.addAll(List.of(lines));
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, text, UTF_8);
        return Files.setPosixFilePermissions(path, fromString("rwxr-xr-x"));
    }

    /** A server in a mount namespace of its own, where the places of Java are empty. */
    private static SshServer serverWithoutJava(String... configuration) throws Exception {
        Needs.root("hide the machine's Java from a server");
        try {
            Processes.run("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/opt");
        } catch (IOException e) {
            Assumptions.abort("no mount namespace can be had here: " + e.getMessage());
        }
        String hide =
                "for d in /usr/lib/jvm /opt; do [ ! -d $d ] || mount -t tmpfs tmpfs $d || exit; done; exec \"$@\"";
        SshServer server = SshServer.start(List.of("unshare", "-m", "sh", "-c", hide, "sh"), configuration);
        if (Files.exists(Path.of("/usr/local/bin/java"))) {
            server.close();
            Assumptions.abort("there is a Java in /usr/local/bin, which cannot be hidden");
        }
        return server;
    }

    // Tasks

    @Test
    void nullTask() {
        Task<Integer> none = null;
        NullPointerException refused = assertThrows(
                NullPointerException.class, () -> mitogen.connect(local()).submit(none));
        assertEquals("a call needs a task, and got null", refused.getMessage());
    }

    @Test
    @SuppressWarnings("MitogenTask") // it is refused, as is meant
    void taskThatCapturesThis() {
        refused(() -> folder.toString(), "captures 'this', a " + getClass().getName(), "local variables");
    }

    @Test
    @SuppressWarnings("MitogenTask") // it is refused, as is meant
    void taskThatCapturesWhatCannotBeSent() {
        Thread thread = Thread.currentThread();
        int fine = 1;
        refused(() -> fine + thread.getName(), "captured variable 2 of 2", "a java.lang.Thread", "cannot be sent");
        List<Object> inside = List.of(1, new Object());
        refused(() -> inside.size(), "captured variable 1 of 1", "a java.lang.Object");
        record Holder(CountDownLatch latch) {}
        Holder holder = new Holder(new CountDownLatch(1));
        refused(() -> holder.latch().getCount(), "component 'latch' of the record", "CountDownLatch");
    }

    @Test
    @SuppressWarnings("MitogenTask") // it is refused, as is meant
    void anonymousClass() {
        refused(
                new Task<Integer>() {
                    @Override
                    public Integer run() {
                        return 1;
                    }
                },
                "an anonymous class; a lambda would do");
    }

    /** The task is refused when it is submitted, and the context is as good as before. */
    private void refused(Task<?> task, String... words) {
        Context child = mitogen.connect(local());
        ValueException refused = assertThrows(ValueException.class, () -> child.submit(task));
        for (String word : words) {
            assertTrue(
                    refused.getMessage().contains(word), () -> "'" + word + "' is missing in: " + refused.getMessage());
        }
        assertEquals(1, child.call(() -> 1));
    }

    @Test
    void resultThatCannotBeCarried() throws Exception {
        Context child = mitogen.connect(local());
        Call<Object> call = child.submit(() -> Thread.currentThread());
        ValueException refused = assertThrows(ValueException.class, call::await);
        assertTrue(
                refused.getMessage().startsWith("the result of the task is a java.lang.Thread, which cannot be sent"),
                refused.getMessage());
        ExecutionException wrapped = assertThrows(ExecutionException.class, call::get);
        assertSame(refused, assertInstanceOf(ValueException.class, wrapped.getCause()));
        Task<Object> code = () -> (Task<Integer>) () -> 1;
        refused = assertThrows(ValueException.class, () -> child.call(code));
        assertTrue(refused.getMessage().contains("the result of the task is a "), refused.getMessage());
        assertEquals(1, child.call(() -> 1));
    }

    @Test
    void valueThatContainsItself() {
        List<Object> snake = new ArrayList<>();
        snake.add(snake);
        refused(() -> snake.size(), "deep; does it contain itself?");
    }

    @Test
    void classThatIsNotThere() {
        Context child = mitogen.connect(local());
        Task<Object> task = () -> Class.forName("no.such.Thing").getName();
        mitogen.CallException thrown = assertThrows(mitogen.CallException.class, () -> child.call(task));
        assertTrue(thrown.is(ClassNotFoundException.class), thrown::toString);
        assertTrue(thrown.getMessage().contains("no.such.Thing"), thrown::toString);
    }
}
