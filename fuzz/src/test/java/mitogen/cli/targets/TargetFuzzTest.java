package mitogen.cli.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mitogen.ConnectionMethod;
import mitogen.connect.Ssh;

/** What somebody types behind -t. */
final class TargetFuzzTest {
    @FuzzTest
    void targets(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        List<Target> targets;
        try {
            targets = targets(text);
        } catch (TargetSyntaxException refused) {
            assertTrue(
                    refused.getMessage().contains(text) && refused.getMessage().contains("^"));
            return;
        }
        if (targets.isEmpty()) {
            return; // it names lists only, and here these are empty
        }
        Set<String> names = new HashSet<>();
        for (Target target : targets) {
            assertTrue(names.add(target.name()), () -> "two targets are called " + target.name());
            assertFalse(target.hops().isEmpty());
            target.hops().forEach(TargetFuzzTest::check);
        }
        String printed = targets.stream().map(target -> target.text()).collect(Collectors.joining(","));
        assertEquals(hops(targets), hops(targets(printed)), "printed as " + printed);
        String folded = FoldedNames.of(targets.stream().map(Target::text).toList());
        assertEquals(Set.copyOf(hops(targets)), Set.copyOf(hops(targets(folded))), "folded as " + folded);
    }

    /** A list is empty, and a pattern matches one host. */
    private static List<Target> targets(String text) {
        Selected selected = new Selected();
        TargetParser.parse(
                TextLine.ofCommandLine(text),
                new TargetParser.Lists() {
                    @Override
                    public void add(String list, TextLine line, int at, Selected to) {}

                    @Override
                    public List<String> hosts(String pattern) {
                        return List.of("one");
                    }

                    @Override
                    public List<ConnectionMethod> way(String host) {
                        return null;
                    }
                },
                selected);
        return selected.targets();
    }

    private static List<List<ConnectionMethod>> hops(List<Target> targets) {
        return targets.stream().map(Target::hops).toList();
    }

    /** Neither host nor user may be taken for an option of ssh, nor for two words. */
    private static void check(ConnectionMethod hop) {
        if (hop instanceof Ssh ssh) {
            word(ssh.host());
            if (ssh.user() != null) {
                word(ssh.user());
            }
            assertTrue(ssh.port() >= 0 && ssh.port() <= 65535);
        }
    }

    private static void word(String word) {
        assertFalse(word.isEmpty() || word.startsWith("-"), word);
        assertTrue(word.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c == '\'' || c == '"'), word);
    }
}
