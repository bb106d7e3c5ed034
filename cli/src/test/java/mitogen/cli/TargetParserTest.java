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
                "local,|6|a target is missing behind the last comma; leave that out",
                "local,,local|6|a target is missing",
                "local, ,local|6|a target is missing",
                "local,ssh:a/|12|a hop is missing",
                "local, web1:|7|\"\"\"web1\"\" is not a connection method; there are local, ssh, sudo, su, doas, exec, docker, podman, buildah, kubectl, lxc, lxd, incus, jail, nspawn, setns, chroot, unshare\"",
                "ssh,local|3|ssh needs a host, as in ssh:web1",
                "ssh:ada:secret@web1|7|a user name ends at the @, and passwords do not belong in a target",
                "local ,ssh:web1:x|16|a port is a number, and can't have 'x'",
                "ssh:[::1,local|4|the bracket is not closed",
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
