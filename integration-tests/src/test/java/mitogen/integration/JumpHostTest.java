package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.connect.Ssh;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes wrong at a jump host is told of the jump host; and no more connects come at once than it takes. */
@Tag("build")
final class JumpHostTest extends ServerFixture {
    /** The server's account, by way of the host "bastion" that has these lines, and those that make it work otherwise. */
    private Ssh by(String... lines) throws Exception {
        List<String> config = new ArrayList<>(List.of("Host bastion"));
        config.addAll(List.of(lines));
        if (List.of(lines).stream().noneMatch(line -> line.startsWith("IdentityFile "))) {
            config.add("IdentityFile " + server.folder + "/identity"); // more of these would be tried, too
        }
        config.addAll(List.of(
                "HostName 127.0.0.1",
                "Port " + server.port,
                "IdentityAgent none",
                "IdentitiesOnly yes",
                "UserKnownHostsFile " + server.folder + "/known_hosts",
                "GlobalKnownHostsFile /dev/null",
                "Host 127.0.0.1",
                "ProxyJump bastion"));
        return server.method()
                .withConfig(Files.write(folder.resolve("config"), config).toString());
    }

    private void fails(Reason reason, Ssh method, String words) {
        ConnectFailedException failure = Failures.fails(reason, mitogen.connect(method)::await);
        String first = failure.getMessage().lines().findFirst().orElse("");
        assertTrue(first.endsWith(" from the controller: " + words), failure::getMessage);
    }

    @Test
    void theNetwork() throws Exception {
        int closed = SshServer.freePort();
        fails(
                Reason.UNKNOWN_HOST,
                by("HostName no-such-host.invalid"),
                "the host name no-such-host.invalid of the jump host is unknown");
        fails(
                Reason.CONNECTION_REFUSED,
                by("Port " + closed),
                "the jump host 127.0.0.1 port " + closed + " refused the connection");
        fails(
                Reason.CONNECTION_REFUSED,
                by().withPort(closed),
                "127.0.0.1 port " + closed + " refused the connection, says the jump host");
        fails(
                Reason.UNKNOWN_HOST,
                Ssh.ssh("no-such-host.invalid")
                        .withConfig(by().config())
                        .withJump("bastion")
                        .withTimeout(Duration.ofSeconds(20)),
                "the host name no-such-host.invalid is unknown to the jump host");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            fails(
                    Reason.TIMEOUT,
                    by().withPort(silent.getLocalPort()).withTimeout(Duration.ofSeconds(2)),
                    "127.0.0.1 port " + silent.getLocalPort() + " did not say anything");
        }
    }

    @Test
    void keys() throws Exception {
        Processes.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/other");
        Path known = Files.writeString(
                folder.resolve("changed"),
                "[127.0.0.1]:" + server.port + " " + Files.readString(folder.resolve("other.pub")));
        fails(
                Reason.NOT_LET_IN,
                by("IdentityFile " + folder + "/other"),
                "the jump host 127.0.0.1 did not accept our key");
        fails(
                Reason.HOST_KEY_CHANGED,
                by("UserKnownHostsFile " + known),
                "the host key of the jump host [127.0.0.1]:" + server.port + " is not the one that is known");
        fails(
                Reason.HOST_KEY_UNKNOWN,
                by("UserKnownHostsFile /dev/null", "StrictHostKeyChecking yes"),
                "the host key of the jump host [127.0.0.1]:" + server.port + " is unknown");
    }

    @Test
    void itMayNotForward() throws Exception {
        try (SshServer closed = SshServer.start("AllowTcpForwarding no")) {
            fails(
                    Reason.NOT_LET_IN,
                    by(
                            "Port " + closed.port,
                            "UserKnownHostsFile " + closed.folder + "/known_hosts",
                            "IdentityFile " + closed.folder + "/identity"),
                    "the jump host does not connect us to 127.0.0.1 port " + server.port
                            + ", as it forwards no connections there");
        }
    }

    /** One that drops whatever comes while three are not let in yet: all come through, whether we know of it or ssh alone. */
    @Test
    void whatABusyOneDropsIsTriedAgain() throws Exception {
        try (SshServer busy = SshServer.start("MaxStartups 3:100:3")) {
            Ssh behind = by(
                    "Port " + busy.port,
                    "UserKnownHostsFile " + busy.folder + "/known_hosts",
                    "IdentityFile " + busy.folder + "/identity");
            List<Context> all = IntStream.range(0, 8)
                    .mapToObj(i -> mitogen.connect(i % 2 == 0 ? behind : behind.withJump("bastion")))
                    .toList();
            int sum = 0;
            for (Context each : all) {
                sum += each.call(() -> 1);
            }
            assertEquals(8, sum);
            assertTrue(
                    Files.readString(busy.folder.resolve("log")).contains("MaxStartups"),
                    "the test would also pass if nothing was dropped");
        }
    }

    /** No more of them at once than an sshd takes by default, also where the configuration alone knows the jump host. */
    @Test
    void noMoreThanItTakesAtOnce() throws Exception {
        try (SshServer narrow = SshServer.start("MaxStartups 10:100:10")) {
            Ssh behind = by(
                            "Port " + narrow.port,
                            "UserKnownHostsFile " + narrow.folder + "/known_hosts",
                            "IdentityFile " + narrow.folder + "/identity")
                    .withJava("/no/java"); // it answers all the same, and no JVM has to start
            List<Context> all = IntStream.range(0, 24)
                    .mapToObj(i -> mitogen.connect(behind))
                    .toList();
            for (Context each : all) {
                Failures.fails(Reason.JAVA_MISSING, each::await);
            }
            String log = Files.readString(narrow.folder.resolve("log"));
            assertEquals(
                    24,
                    log.lines()
                            .filter(line -> line.contains("Accepted publickey"))
                            .count(),
                    log);
            assertFalse(log.contains("MaxStartups"), log);
        }
    }
}
