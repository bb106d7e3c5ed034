package mitogen.cli;

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
import mitogen.connect.ContextSpec;
import mitogen.connect.Ssh;

/** What somebody types behind -t. */
final class TargetFuzzTest {
    @FuzzTest
    void targets(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        List<Target> targets;
        try {
            targets = TargetParser.parse(text);
        } catch (TargetSyntaxException refused) {
            assertTrue(
                    refused.getMessage().contains(text) && refused.getMessage().contains("^"));
            return;
        }
        assertFalse(targets.isEmpty());
        Set<String> names = new HashSet<>();
        for (Target target : targets) {
            assertTrue(names.add(target.name()), () -> "two targets are called " + target.name());
            assertFalse(target.hops().isEmpty());
            target.hops().forEach(TargetFuzzTest::check);
        }
        String printed = targets.stream()
                .map(target -> new ContextSpec(target.hops()).toString())
                .collect(Collectors.joining(","));
        assertEquals(hops(targets), hops(TargetParser.parse(printed)), "printed as " + printed);
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
