package mitogen.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetParserTest {
    private static Hop only(String text) {
        List<Target> targets = TargetParser.parse(text);
        assertEquals(1, targets.size());
        assertEquals(text, targets.get(0).name());
        assertEquals(1, targets.get(0).hops().size());
        return targets.get(0).hops().get(0);
    }

    @Test
    void localIsAHop() {
        assertEquals(new Hop.Local(), only("local"));
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
                "ssh:bücher.example, -, bücher.example, 0",
                "ssh:local, -, local, 0",
            })
    void sshHasUserHostAndPort(String text, String user, String host, int port) {
        Hop hop = only(text);
        assertEquals(new Hop.Ssh(user, host, port), hop);
        assertEquals(text, hop.toString());
    }

    @Test
    void hopsAreInTheOrderOfTheWay() {
        Target target =
                TargetParser.parse("ssh:bastion/ssh:deploy@web1:2222/local").get(0);
        assertEquals(
                List.of(new Hop.Ssh(null, "bastion", 0), new Hop.Ssh("deploy", "web1", 2222), new Hop.Local()),
                target.hops());
    }

    @Test
    void commasSeparateTargetsAndBlanksAroundThemDoNotMatter() {
        List<Target> targets = TargetParser.parse("local, ssh:web1 ,ssh:bastion/ssh:web1");
        assertEquals(
                List.of("local", "ssh:web1", "ssh:bastion/ssh:web1"),
                targets.stream().map(Target::name).toList());
    }

    @Test
    void aTargetThatIsNamedAgainGetsANumber() {
        assertEquals(
                List.of("local", "ssh:web1", "local#2", "local#3"),
                TargetParser.parse("local,ssh:web1,local,local").stream()
                        .map(Target::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\"\"|0|a target is missing",
                "  |0|a target is missing",
                ",local|0|a target is missing",
                "local,|6|a target is missing",
                "local,,local|6|a target is missing",
                "local, ,local|6|a target is missing",
                "/local|0|a hop is missing",
                "local/|6|a hop is missing",
                "ssh:a//ssh:b|6|a hop is missing",
                "local,ssh:a/|12|a hop is missing",
                "web1|0|\"\"\"web1\"\" is not a connection method; there are local and ssh, as in ssh:web1\"",
                "local,shh:web1|6|\"\"\"shh\"\" is not a connection method; there are local and ssh\"",
                "ssh:a/web1|6|\"\"\"web1\"\" is not a connection method; there are local and ssh, as in ssh:web1\"",
                ":web1|0|\"\"\"\"\" is not a connection method; there are local and ssh\"",
                "SSH:web1|0|\"\"\"SSH\"\" is not a connection method; there are local and ssh\"",
                "local:|5|local takes no address",
                "local:22|5|local takes no address",
                "ssh|3|ssh needs a host, as in ssh:web1",
                "ssh:|4|ssh needs a host, as in ssh:web1",
                "ssh,local|3|ssh needs a host, as in ssh:web1",
                "ssh:@web1|4|the user before the @ is missing",
                "ssh:deploy@|11|the host is missing",
                "ssh:deploy@:22|11|the host is missing",
                "ssh::22|4|the host is missing",
                "ssh:ada:secret@web1|7|a user name ends at the @, and passwords do not belong in a target",
                "ssh:-ada@web1|4|a user name can't have '-' here",
                "ssh:a da@web1|5|a user name can't have a blank here",
                "ssh:a;b@web1|5|a user name can't have ';' here",
                "ssh:a$(b)@web1|6|a user name can't have '(' here",
                "ssh:-oProxyCommand=x|4|a host name can't have '-' here",
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
                "ssh:[::1,local|4|the bracket is not closed",
                "ssh:[]|5|brackets are for IPv6 addresses",
                "ssh:[web1]|5|brackets are for IPv6 addresses",
                "ssh:[::g]|7|an IPv6 address can't have 'g' here",
                "ssh:[::1%et;h]|11|an IPv6 address can't have ';' here",
                "ssh:[::1]22|9|only a port may follow the bracket, as in ssh:[::1]:22",
                "ssh:[::1]:|10|the port after the colon is missing",
            })
    void aFaultIsPointedAt(String text, int at, String problem) {
        TargetSyntaxException fault = assertThrows(TargetSyntaxException.class, () -> TargetParser.parse(text));
        assertEquals(
                problem + "\n  " + text + "\n  " + " ".repeat(at) + "^\n" + TargetSyntaxException.REMEDY,
                fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh:a\nb", "ssh:a\u0000b", "ssh:a\nb@c", "local\n"})
    void controlCharactersAreRefused(String text) {
        assertThrows(TargetSyntaxException.class, () -> TargetParser.parse(text));
    }

    @Test
    void anythingAtAllIsParsedOrRefusedInOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "lssh:ocal,/@[]:1a-%. ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(16); n > 0; n--) {
                text.append(random.nextInt(4) == 0 ? "ssh:" : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                TargetParser.parse(text.toString());
            } catch (TargetSyntaxException refused) {
                assertEquals(4, refused.getMessage().lines().count(), () -> "seed " + seed + ": " + text);
            } catch (RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ": " + text, wrong);
            }
        }
    }
}
