package mitogen.cli.targets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.StandardInput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("build")
class TargetParserTest {
    @TempDir
    private Path folder;

    private StandardInput input = StandardInput.NONE;

    private List<Target> parse(String text) {
        Selected selected = new Selected();
        TargetParser.parse(
                TextLine.ofCommandLine(text),
                new TargetLists(input, OwnSurroundings.HERE, null, () -> List.of("web1", "web2", "db1", "WEB3")),
                selected);
        return selected.targets();
    }

    private String names(String text) {
        return String.join(" ", parse(text).stream().map(Target::name).toList());
    }

    private String ways(String text) {
        return String.join(" ", parse(text).stream().map(Target::way).toList());
    }

    private String file(String name, String... lines) throws IOException {
        return "@" + Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void commasSeparateTargetsAndBlanksAroundThemDoNotMatter() {
        assertEquals("local ssh:web1 ssh:bastion/ssh:web1", names("local, ssh:web1 ,ssh:bastion/ssh:web1"));
    }

    @Test
    void aTargetThatIsWrittenAgainGetsANumber() {
        assertEquals("local ssh:web1 local#2 local#3", names("local,ssh:web1,local,local"));
        assertEquals("web1 web2 web3", names("web1,web[1-3]"), "what a range names again is not one more");
        assertEquals("web1 web2", names("web[1-2],web1"));
        assertEquals("web1 web2 web1#2", names("web[1-2],web1,web1"));
        assertEquals("web1", names("web1,ssh:web[1]"), "it is the same way");
    }

    @ParameterizedTest
    @CsvSource({
        "web1, ssh:web1",
        "deploy@web1:2222, ssh:deploy@web1:2222",
        "bastion/db1/sudo, ssh:bastion/ssh:db1/sudo",
        "web1?o=A=b, ssh:web1?o=A=b",
        "[::1]:22, ssh:[::1]:22",
        "me@[::1], ssh:me@[::1]",
        "sudo, sudo",
        "ssh:sudo, ssh:sudo",
        "docker:app/web1, docker:app/ssh:web1",
    })
    void aNameAloneIsAHostForSsh(String text, String way) {
        assertEquals(way, ways(text));
        assertEquals(text, names(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "web[1-3]; web1 web2 web3",
                "web[01-03]; web01 web02 web03",
                "web[8-11]; web8 web9 web10 web11",
                "web[098-101]; web098 web099 web100 web101",
                "web[1-2,9]/sudo; web1/sudo web2/sudo web9/sudo",
                "r[1-2]n[1-2]; r1n1 r1n2 r2n1 r2n2",
                "ssh:me@web[1-2]:22,local; ssh:me@web1:22 ssh:me@web2:22 local",
                "10.0.0.[9-10]; 10.0.0.9 10.0.0.10",
                "ssh:[::1],[::2]; ssh:[::1] [::2]",
                "exec:a%5B1-2%5D; exec:a%5B1-2%5D",
            })
    void aRangeStandsForAsManyTargetsAsItHasNumbers(String text, String names) {
        assertEquals(names, names(text));
    }

    @Test
    void aPatternStandsForKnownHosts() {
        assertEquals("web1 web2 WEB3", names("web*"));
        assertEquals("web1/sudo web2/sudo WEB3/sudo", names("web*/sudo"));
        assertEquals("ssh:me@db1:22", names("ssh:me@d*1:22"));
        assertEquals(
                "ssh:web1?o=SendEnv=LC_* web1",
                names("ssh:web1?o=SendEnv=LC_*,web[1-1]?o=x=y,web1").replace(" web1?o=x=y", ""));
        assertFault("x*", 0, "no host that is known here matches x*");
        assertFault("web1,ssh:me@x*/sudo", 12, "no host that is known here matches x*");
    }

    @Test
    void aFileHasTargetsInItsLines() throws IOException {
        String more = file("more", "web3").substring(1);
        String list = file("list", "# all of them", "", "web1, web2  # the first", "\tdb[1-2]/sudo", "@more", "web1");
        assertEquals("web1 web2 db1/sudo db2/sudo web3 web1#2", names(list));
        assertEquals("web3 local", names("@" + more + ",local"));
        assertEquals("", names(file("empty", "", "#")));
    }

    @Test
    void standardInputHasTargetsInItsLines() {
        input = input("web1\r\nweb2");
        assertEquals("web1 web2", names("-"));
        input = input("web1");
        assertFault("-,-", 2, "standard input is read once, and was read already");
        input = StandardInput.NONE;
        assertFault("local,-", 6, "there is no list of targets on standard input");
    }

    private StandardInput input(String text) {
        try {
            Path link = Files.createTempFile(folder, "in", "");
            Files.delete(link);
            Files.createSymbolicLink(link, folder);
            return new StandardInput(link, new ByteArrayInputStream(text.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFaultInAFileNamesLineAndColumn() throws IOException {
        String list = file("list", "web1", "# x", "  web2, web[5-1]/sudo  # y");
        TargetSyntaxException fault = assertThrows(TargetSyntaxException.class, () -> parse("local," + list));
        assertEquals(
                folder + "/list:3:13: a range goes up, and this one goes from 5 down to 1\n"
                        + "    web2, web[5-1]/sudo\n  " + " ".repeat(12) + "^\n" + TargetSyntaxException.REMEDY,
                fault.getMessage());
        assertFault("local,@" + folder + "/none", 6, "there is no file " + folder + "/none");
        assertFault("@" + folder, 0, "the file " + folder + " cannot be read: it is a directory");
        assertFault("local,@", 7, "the name of a file is missing behind the @");
        String itself = file("itself", "@itself");
        fault = assertThrows(TargetSyntaxException.class, () -> parse(itself));
        assertTrue(fault.getMessage().startsWith(folder + "/itself:1:1: the list " + folder + "/itself has itself"));
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
                "ssh,local|3|ssh needs a host, as in ssh:web1",
                "ada:secret@web1|3|a user name ends at the @, and passwords do not belong in a target",
                "ssh:ada:secret@web1|7|a user name ends at the @, and passwords do not belong in a target",
                "local ,ssh:web1:x|16|a port is a number, and can't have 'x'",
                "ssh:[::1,local|4|the bracket is not closed",
                "local,web[1-5,9|9|the bracket is not closed",
                "web[1-x]|6|a range has numbers, as in [1-5,9], and no 'x'",
                "web[]|4|a number of the range is missing",
                "web[1,]|6|a number of the range is missing",
                "web[3-]|6|a number of the range is missing",
                "web[1-2,5-3]|8|a range goes up, and this one goes from 5 down to 3",
                "web[8-010]|4|both ends of a range with zeros in front have the same number of digits",
                "web[1-99999999]|4|these are more than 10000 targets",
                "web[1-1000][1-1000]|0|these are more than 10000 targets",
                "web[1-1234567890]|6|a number of a range has at most 9 digits",
                "web[1-2]/web3:99999|14|a port is from 1 to 65535",
            })
    void aFaultIsPointedAt(String text, int at, String problem) {
        assertFault(text, at, problem);
    }

    @Test
    void aMethodThatIsMisspelledIsNoHost() {
        TargetSyntaxException fault = assertThrows(TargetSyntaxException.class, () -> parse("local, dokcer:app"));
        assertTrue(fault.getMessage().startsWith("\"dokcer\" is not a connection method; there are local, ssh, "));
    }

    private void assertFault(String text, int at, String problem) {
        TargetSyntaxException fault = assertThrows(TargetSyntaxException.class, () -> parse(text));
        assertEquals(
                problem + "\n  " + text + "\n  " + " ".repeat(at) + "^\n" + TargetSyntaxException.REMEDY,
                fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh:a\nb", "ssh:a\u0000b", "ssh:a\nb@c", "local\n", "a\nb"})
    void controlCharactersAreRefused(String text) {
        assertThrows(TargetSyntaxException.class, () -> parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh:web1, true",
        "local, true",
        "web[1-3], true",
        "web1/sudo:root, false",
        "ssh:web1/, true",
        "uptime, false",
        "/bin/ls, false",
        "[, false",
    })
    void aWordThatIsHardlyAnythingElseIsATarget(String word, boolean is) {
        assertEquals(is, TargetParser.isTarget(word));
    }

    @Test
    void anythingAtAllIsParsedOrRefusedInOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "lssh:ocal,/@[]:1a-%. *0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(16); n > 0; n--) {
                text.append(random.nextInt(4) == 0 ? "ssh:" : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                parse(text.toString());
            } catch (TargetSyntaxException refused) {
                assertEquals(4, refused.getMessage().lines().count(), () -> "seed " + seed + ": " + text);
            } catch (RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ": " + text, wrong);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "web1; web1",
                "web1 web2 web3 web5; web[1-3,5]",
                "web08 web09 web10; web[08-10]",
                "web1 web01 web02; web1,web[01-02]",
                "web10 web9 web8; web[8-10]",
                "r1n1 r1n2 r2n1; r1n[1-2],r2n1",
                "10.0.0.1 10.0.0.2 local; 10.0.0.[1-2],local",
                "web1/sudo web2/sudo; web[1-2]/sudo",
                "[::1] [::2]; [::1],[::2]",
                "a1234567890 a1234567891; a1234567890,a1234567891",
            })
    void namesAreFolded(String names, String folded) {
        assertEquals(folded, FoldedNames.of(List.of(names.split(" "))));
    }

    @Test
    void foldedNamesAreTheSameTargets() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            HashSet<String> names = new HashSet<>();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                String number = Integer.toString(random.nextInt(random.nextBoolean() ? 12 : 120));
                String zeros = random.nextInt(3) == 0 ? "0".repeat(random.nextInt(3)) : "";
                names.add("web" + zeros + number + (random.nextInt(3) == 0 ? ".r" + random.nextInt(3) : ""));
            }
            String folded = FoldedNames.of(names);
            HashSet<String> again = new HashSet<>();
            parse(folded).forEach(target -> again.add(target.text()));
            assertEquals(names, again, () -> "seed " + seed + ": " + folded);
        }
    }
}
