package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mitogen.Context;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a user's configuration that are right for a session at a terminal, and would break ours or do more than we want. */
@Tag("build")
final class SshTrapsTest extends ServerFixture {
    private Ssh configured(String... lines) throws Exception {
        List<String> config = new ArrayList<>(List.of(lines));
        return server.method()
                .withConfig(Files.write(folder.resolve("config"), config).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RemoteCommand tmux new-session -A",
                "RequestTTY force",
                "StdinNull yes",
                "SessionType none",
                "ForkAfterAuthentication yes",
                "ForwardX11 yes",
                "LogLevel QUIET",
                "Tunnel yes",
                "EscapeChar a",
                "BatchMode no",
                "NumberOfPasswordPrompts 0",
                "ControlMaster ask\nControlPath none",
                "VisualHostKey yes"
            })
    void aLineOfTheConfiguration(String line) throws Exception {
        assertEquals(
                1, mitogen.connect(configured(line, "ExitOnForwardFailure yes")).call(() -> 1));
    }

    @Test
    void nothingIsForwardedOrRunBesides() throws Exception {
        Path ran = folder.resolve("ran");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ssh method = configured(
                    "PermitLocalCommand yes",
                    "LocalCommand touch " + ran,
                    "ExitOnForwardFailure yes",
                    "LocalForward 127.0.0.1:" + taken.getLocalPort() + " 127.0.0.1:1");
            assertEquals(1, mitogen.connect(method).call(() -> 1));
        }
        assertFalse(Files.exists(ran));
    }

    /** Whoever names a forwarding in the target wants it. */
    @Test
    void whatTheTargetAsksForIsDone() throws Exception {
        int port = SshServer.freePort();
        Ssh method = server.method().withOption("LocalForward=127.0.0.1:" + port + " 127.0.0.1:" + server.port);
        assertEquals(1, mitogen.connect(method).call(() -> 1));
        Ssh through = Ssh.ssh("127.0.0.1")
                .withPort(port)
                .withConfig("/dev/null")
                .withIdentity(server.folder + "/identity")
                .withHostKeys(Ssh.HostKeys.OFF)
                .withJava(Jvm.java());
        assertEquals(2, mitogen.connect(through).call(() -> 2));
    }

    /** An ssh that knows none of the newer options, one after the other, as OpenSSH before 7.6. */
    @Test
    void anOlderSsh() throws Exception {
        Path ssh = Files.createDirectories(folder.resolve("bin")).resolve("ssh");
        Files.writeString(ssh, """
                #!/bin/sh
                echo run >>"$0.runs"
                for each; do
                    case $each in
                    -oRemoteCommand*|-oSessionType*|-oStdinNull*|-oForkAfter*)
                        name=${each#-o}
                        name=$(echo "${name%%=*}" | tr A-Z a-z)
                        echo "command-line: line 0: Bad configuration option: $name" >&2
                        exit 255 ;;
                    esac
                done
                PATH=${PATH#*:}
                exec ssh "$@"
                """);
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Jvm jvm = Jvm.start(
                Older.class,
                Map.of("PATH", ssh.getParent() + ":" + System.getenv("PATH")),
                server.folder.toString(),
                String.valueOf(server.port))) {
            assertEquals("1 2", jvm.awaitLine("called "));
            jvm.process.waitFor();
        }
        assertEquals(
                6, Files.readAllLines(Path.of(ssh + ".runs")).size(), "it is remembered what that ssh does not know");
    }

    /** A controller with an older ssh. */
    static final class Older {
        private Older() {}

        public static void main(String[] arguments) {
            Ssh method = SshServer.method(arguments[0], Integer.parseInt(arguments[1]));
            try (Mitogen mitogen = Mitogen.open()) {
                Context first = mitogen.connect(method);
                int one = first.call(() -> 1);
                System.out.println(
                        "called " + one + " " + mitogen.connect(method).call(() -> 2));
            }
        }
    }
}
