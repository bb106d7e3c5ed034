package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.connect.Exec;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;

/** Places that cannot be reached: each failure has its reason, and a message that helps. */
final class ConnectFailureTest extends ServerFixture {
    /** What a connect, and with it the work that waits for it, fails with. */
    private ConnectFailedException failure(Reason reason, ConnectionMethod method, String... words) {
        return Failures.connectFails(reason, mitogen.context(), method, words);
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
        ConnectFailedException failure = Failures.connectFails(
                Reason.CONNECTION_REFUSED, child, server.method().withPort(port), "from local: ");
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
}
