package mitogen.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.Secret;
import mitogen.connect.ContextSpec.SyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContextSpecTest {
    private static ConnectionMethod only(String text) {
        ContextSpec spec = ContextSpec.parse(text);
        assertEquals(1, spec.methods().size());
        return spec.methods().get(0);
    }

    /** Parses to this, which prints as the text. */
    private static void both(String text, ConnectionMethod... methods) {
        ContextSpec spec = new ContextSpec(List.of(methods));
        assertEquals(spec, ContextSpec.parse(text));
        assertEquals(text, spec.toString());
    }

    @Test
    void theWayIsInItsOrder() {
        both(
                "ssh:bastion/ssh:deploy@web1:2222/sudo:root/su:app/doas/local",
                Ssh.ssh("bastion"),
                Ssh.ssh("web1").withUser("deploy").withPort(2222),
                Sudo.sudo("root"),
                Su.su("app"),
                Doas.doas(),
                Local.local());
    }

    @Test
    void everyOptionIsPrintedAndParsed() {
        both(
                "local?java=%2Fopt%2Fjdk%2Fbin%2Fjava&timeout=2.5",
                Local.local().withJava("/opt/jdk/bin/java").withTimeout(Duration.ofMillis(2500)));
        both(
                "ssh:web1?java=%2Fj&timeout=60&identity=%2Fk&config=%2Fc&o=A=1&o=B=x%2Cy",
                Ssh.ssh("web1")
                        .withIdentity("/k")
                        .withConfig("/c")
                        .withOption("A=1")
                        .withOption("B=x,y")
                        .withJava("/j")
                        .withTimeout(Duration.ofMinutes(1)));
        both(
                "sudo:app?java=j&login&preserve&env=A=1&env=B=x y&role=r&type=t&tty&binary=sudo2",
                Sudo.sudo("app")
                        .withLogin()
                        .withEnvironmentPreserved()
                        .withEnvironment("A", "1")
                        .withEnvironment("B", "x y")
                        .withRole("r")
                        .withType("t")
                        .withTerminal()
                        .withBinary("sudo2")
                        .withJava("j"));
        both(
                "su:app?login&preserve&env=A=1&binary=su2",
                Su.su("app")
                        .withLogin()
                        .withEnvironmentPreserved()
                        .withEnvironment("A", "1")
                        .withBinary("su2"));
        both(
                "doas:app?env=A=1&binary=doas2",
                Doas.doas("app").withEnvironment("A", "1").withBinary("doas2"));
        both(
                "exec:bwrap --dev-bind %2F %2F --setenv A a%20b --?timeout=1",
                Exec.exec("bwrap", "--dev-bind", "/", "/", "--setenv", "A", "a b", "--")
                        .withTimeout(Duration.ofSeconds(1)));
    }

    @Test
    void someOptionsOfSshStandForOthers() {
        assertEquals(
                Ssh.ssh("web1")
                        .withJump("ada@one,two")
                        .withCompression()
                        .withKeepAlive(Duration.ofSeconds(15))
                        .withHostKeys(Ssh.HostKeys.ACCEPT_NEW),
                only("ssh:web1?jump=ada@one%2Ctwo&compress&alive=15&hostkeys=accept-new"));
        assertEquals(
                "ssh:web1?o=ProxyJump=bastion&o=Compression=yes",
                ContextSpec.parse("ssh:web1?jump=bastion&compress").toString());
        for (Ssh.HostKeys rule : Ssh.HostKeys.values()) {
            Ssh ssh = Ssh.ssh("web1").withHostKeys(rule);
            assertEquals(ssh, only(ContextSpec.print(ssh)));
        }
    }

    @Test
    void whatIsReservedIsEncoded() {
        both("sudo:a%2Fb%25c%3Fd", Sudo.sudo("a/b%c?d"));
        both("su:b\u00fccher", Su.su("b\u00fccher"));
        assertEquals(Su.su("b\u00fccher \ud83d\ude00"), only("su:b%C3%BCcher %F0%9F%98%80"));
        assertEquals(Ssh.ssh("web1").withUser("a/b"), only("ssh:a%2Fb@web1"));
    }

    @Test
    void aPasswordIsNeverPrinted() {
        Secret secret = new Secret("hunter2");
        ContextSpec spec = new ContextSpec(List.of(
                Ssh.ssh("web1").withPassword(secret),
                Sudo.sudo().withPassword(secret),
                Su.su().withPassword(secret),
                Doas.doas().withPassword(secret)));
        assertEquals("ssh:web1/sudo/su:root/doas", spec.toString());
        assertFalse(spec.methods().toString().contains("hunter2"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ssh:web1, -, web1, 0",
                "ssh:web1:2222, -, web1, 2222",
                "ssh:deploy@web1, deploy, web1, 0",
                "ssh:deploy@web1.example.com:22, deploy, web1.example.com, 22",
                "ssh:192.0.2.7:65535, -, 192.0.2.7, 65535",
                "ssh:[::1], -, ::1, 0",
                "ssh:[::1]:22, -, ::1, 22",
                "ssh:root@[2001:db8::7]:1, root, 2001:db8::7, 1",
                "ssh:[fe80::1%eth0.5], -, fe80::1%eth0.5, 0",
                "ssh:[::ffff:192.0.2.7], -, ::ffff:192.0.2.7, 0",
                "ssh:ada@example.com@web1, ada@example.com, web1, 0",
                "ssh:EXAMPLE\\ada@web1, EXAMPLE\\ada, web1, 0",
                "ssh:my_host-2, -, my_host-2, 0",
                "ssh:b\u00fccher.example, -, b\u00fccher.example, 0",
                "ssh:local, -, local, 0",
            })
    void sshHasUserHostAndPort(String text, String user, String host, int port) {
        Ssh ssh = (Ssh) only(text);
        assertEquals(Ssh.ssh(host).withUser(user).withPort(port), ssh);
        assertEquals(text, ContextSpec.print(ssh));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\"\"|0|a hop is missing",
                "/local|0|a hop is missing",
                "local/|6|a hop is missing",
                "ssh:a//ssh:b|6|a hop is missing",
                "local:22|6|local takes no address",
                "local:|6|the address behind the colon is missing",
                "ssh|3|ssh needs a host, as in ssh:web1",
                "ssh?compress|3|ssh needs a host, as in ssh:web1",
                "ssh:|4|the address behind the colon is missing",
                "chroot:/srv|7|the address behind the colon is missing; a slash within it is written %2F",
                "local?java=/opt/java|11|the value of the option is missing; a slash within it is written %2F",
                "ssh:?compress|4|the address behind the colon is missing",
                "ssh:@web1|4|the user before the @ is missing",
                "ssh:deploy@|11|the host is missing",
                "ssh:deploy@:22|11|the host is missing",
                "ssh::22|4|the host is missing",
                "ssh:ada:secret@web1|7|a user name ends at the @, and passwords do not belong in a target",
                "ssh:-ada@web1|4|a user name can't have '-' here",
                "ssh:a da@web1|5|a user name can't have a blank here",
                "ssh:a;b@web1|5|a user name can't have ';' here",
                "ssh:a%3Bb@web1|5|a user name can't have ';' here",
                "ssh:a$(b)@web1|6|a user name can't have '(' here",
                "ssh:-oProxyCommand=x|4|a host name can't have '-' here",
                "ssh:%2DoProxyCommand=x|4|a host name can't have '-' here",
                "ssh:web 1|7|a host name can't have a blank here",
                "ssh:web1;rm|8|a host name can't have ';' here",
                "ssh:web$1|7|a host name can't have '$' here",
                "ssh:web1:|9|the port after the colon is missing",
                "ssh:web1:2x|10|a port is a number, and can't have 'x'",
                "ssh:web1:-2|9|a port is a number, and can't have '-'",
                "ssh:web1:0|9|a port is from 1 to 65535",
                "ssh:web1:65536|9|a port is from 1 to 65535",
                "ssh:web1:99999999999999999999|9|a port is from 1 to 65535",
                "ssh:::1|4|an IPv6 address needs brackets, as in ssh:[::1]",
                "ssh:fe80::1|4|an IPv6 address needs brackets, as in ssh:[::1]",
                "local/ssh:a:b:c|10|an IPv6 address needs brackets, as in ssh:[::1]",
                "ssh:[::1|4|the bracket is not closed",
                "ssh:[]|5|brackets are for IPv6 addresses",
                "ssh:[web1]|5|brackets are for IPv6 addresses",
                "ssh:[::g]|7|an IPv6 address can't have 'g' here",
                "ssh:[::1%et;h]|11|an IPv6 address can't have ';' here",
                "ssh:[::1]22|9|only a port may follow the bracket, as in ssh:[::1]:22",
                "ssh:[::1]:|10|the port after the colon is missing",
                "ssh:a%b|5|a % stands before two hexadecimal digits; itself it is written %25",
                "sudo:a%e9b|6|these bytes are not UTF-8",
                "sudo:-x|5|'-x' is not a user name",
                "sudo?x|5|\"\"\"x\"\" is not an option of sudo; there are java, timeout, patience, login, preserve, env, role, type, tty, binary\"",
                "sudo?tty=1|5|the option tty takes no value",
                "sudo?tty&java|9|the option java needs a value, as in java=…",
                "sudo?env=A|5|the option env is written env=NAME=value",
                "sudo?env=a-b=c|5|'a-b' is not the name of an environment variable",
                "local?timeout=0|6|'0' is not a number of seconds above 0",
                "local?timeout=1e9999|6|'1e9999' is not a number of seconds above 0",
                "ssh:a?hostkeys=none|6|hostkeys is one of strict, accept-new, off",
                "exec|4|a command is missing",
            })
    void aFaultIsPointedAt(String text, int at, String problem) {
        SyntaxException fault = assertThrows(SyntaxException.class, () -> ContextSpec.parse(text));
        assertEquals(problem, fault.problem());
        assertEquals(at, fault.position());
        assertEquals(
                fault.problem() + "\n  " + text + "\n  " + " ".repeat(at) + "^\n" + SyntaxException.REMEDY,
                fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"web1", "shh:web1", "ssh:a/web1", ":web1", "SSH:web1", "web1?tty"})
    void anUnknownMethodNamesThoseThatThereAre(String text) {
        SyntaxException fault = assertThrows(SyntaxException.class, () -> ContextSpec.parse(text));
        assertTrue(
                fault.problem().contains("is not a connection method; there are local, ssh, sudo, su, doas, exec"),
                fault.problem());
        assertEquals(text.startsWith("ssh:a/") ? 6 : 0, fault.position());
    }
}
