package mitogen.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SshTest {
    @Test
    void commandOfAPlainHost() {
        assertEquals(
                List.of(
                        "ssh",
                        "-T",
                        "-o",
                        "BatchMode=yes",
                        "-oForwardX11=no",
                        "-oPermitLocalCommand=no",
                        "-oTunnel=no",
                        "-oClearAllForwardings=yes",
                        "-oLogLevel=VERBOSE",
                        "-oRemoteCommand=none",
                        "-oSessionType=default",
                        "-oStdinNull=no",
                        "-oForkAfterAuthentication=no",
                        "-oConnectTimeout=27",
                        "--",
                        "web1",
                        "exec /bin/sh -c 'x'"),
                ((CommandMethod) Ssh.ssh("web1")).command("x"));
    }

    @Test
    void commandWithEverything() {
        Ssh ssh = Ssh.ssh("web1")
                .withUser("deploy")
                .withPort(2222)
                .withIdentity("/k")
                .withConfig("/c")
                .withOption("A=1")
                .withOption("LogLevel=DEBUG1")
                .withOption("LocalForward 1 web2:1")
                .withTimeout(Duration.ofMillis(1500));
        assertEquals(
                List.of(
                        "ssh",
                        "-T",
                        "-o",
                        "BatchMode=yes",
                        "-F",
                        "/c",
                        "-o",
                        "A=1",
                        "-o",
                        "LogLevel=DEBUG1",
                        "-o",
                        "LocalForward 1 web2:1",
                        "-o",
                        "IdentitiesOnly=yes",
                        "-i",
                        "/k",
                        "-p",
                        "2222",
                        "-l",
                        "deploy",
                        "-oForwardX11=no",
                        "-oPermitLocalCommand=no",
                        "-oTunnel=no",
                        "-oRemoteCommand=none",
                        "-oSessionType=default",
                        "-oStdinNull=no",
                        "-oForkAfterAuthentication=no",
                        "-oConnectTimeout=1",
                        "--",
                        "web1",
                        "exec /bin/sh -c 'x'"),
                ((CommandMethod) ssh).command("x"));
        assertEquals("ssh:deploy@web1:2222", ssh.label());
        assertEquals("ssh:[::1]:22", Ssh.ssh("::1").withPort(22).label());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-oProxyCommand=evil", "-"})
    void namesThatSshWouldTakeForOptions(String name) {
        assertThrows(IllegalArgumentException.class, () -> Ssh.ssh(name));
        assertThrows(IllegalArgumentException.class, () -> Ssh.ssh("web1").withUser(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void portsOutOfRange(int port) {
        assertThrows(IllegalArgumentException.class, () -> Ssh.ssh("web1").withPort(port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Host key verification failed.;HOST_KEY_UNKNOWN",
                "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @;HOST_KEY_CHANGED",
                "deploy@web1: Permission denied (publickey);NOT_LET_IN",
                "deploy@web1: Permission denied (publickey,password);PASSWORD_NEEDED",
                "deploy@web1: Permission denied (keyboard-interactive);PASSWORD_NEEDED",
                "Received disconnect from 1.2.3.4 port 22:2: Too many authentication failures;NOT_LET_IN",
                "ssh: Could not resolve hostname web1: Name or service not known;UNKNOWN_HOST",
                "ssh: connect to host web1 port 22: Connection refused;CONNECTION_REFUSED",
                "ssh: connect to host web1 port 22: No route to host;UNREACHABLE",
                "ssh: connect to host web1 port 22: Connection timed out;TIMEOUT"
            })
    void messagesOfSshAreUnderstood(String line, Reason reason) {
        ConnectFailedException thrown =
                ((CommandMethod) Ssh.ssh("web1")).diagnose(failure(Stage.CONNECTING, 255, line));
        assertEquals(reason, thrown.reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Unable to negotiate with ::1 port 22: no matching cipher found. Their offer: aes128-cbc,3des-cbc"
                        + ";Allow one of its offer, such as o=Ciphers=+aes128-cbc, or update the machine.",
                "Unable to negotiate with ::1 port 22: no matching MAC found. Their offer: hmac-md5;o=MACs=+hmac-md5,",
                "Unable to negotiate with ::1 port 22: no matching key exchange method found. Their offer: old,older"
                        + ";o=KexAlgorithms=+old,",
                "Unable to negotiate with ::1 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss"
                        + ";o=HostKeyAlgorithms=+ssh-rsa,",
                "Unable to negotiate with ::1 port 22: no matching compression type found. Their offer: zlib"
                        + ";Allow one of its offer, or update the machine.",
                "ssh: Could not resolve hostname web1: Name or service not known;the host name web1 is unknown",
                "ssh: Could not resolve hostname web1.example: Name or service not known"
                        + ";the host name web1.example, which ssh_config has for web1, is unknown"
            })
    void theAdviceFitsTheCase(String line, String advice) {
        ConnectFailedException thrown =
                ((CommandMethod) Ssh.ssh("web1")).diagnose(failure(Stage.CONNECTING, 255, line));
        assertTrue(thrown.getMessage().contains(advice), thrown.getMessage());
    }

    @Test
    void othersWordsAreNotMistakenForThoseOfSsh() {
        CommandMethod ssh = (CommandMethod) Ssh.ssh("web1");
        assertNull(ssh.diagnose(failure(Stage.CONNECTING, 1, "Permission denied (publickey)")));
        assertNull(ssh.diagnose(failure(Stage.SHELL, 255, "Permission denied (publickey)")));
        assertNull(ssh.diagnose(failure(Stage.CONNECTING, 255, "sh: /opt/x: Permission denied")));
    }

    private static ConnectFailure failure(Stage stage, int status, String line) {
        return new ConnectFailure(
                "ssh:web1", "the controller", stage, List.of("ssh"), status, false, false, List.of(line));
    }
}
