package mitogen.cli.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import mitogen.cli.build.CommandModel;
import mitogen.cli.system.OwnSurroundings;
import mitogen.connect.ContextSpec;
import mitogen.connect.ContextSpec.SyntaxException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** What completion offers is what there is. */
class TargetCandidatesTest {
    @Test
    void theMethodsAreThoseOfTheLibrary() {
        String refusal = assertThrows(SyntaxException.class, () -> ContextSpec.parse("no-such:x"))
                .problem();
        TreeSet<String> known = new TreeSet<>(Arrays.asList(
                refusal.replaceFirst("(?s).*there are ", "").split("\n", -1)[0].split(", ", -1)));
        TreeSet<String> offered = new TreeSet<>(TargetCandidates.WHOLE);
        offered.addAll(TargetCandidates.WITH_ADDRESS);
        assertEquals(known, offered);
    }

    @Test
    void whatCannotBeReadOffersNothing() {
        assertEquals(List.of(), candidates("run", "-i", "/no/such/file", "-t", "a"));
        assertEquals(List.of(), candidates());
        assertEquals(List.of("sudo"), candidates("run", "-F", "none", "-t", "sud"));
    }

    private static List<String> candidates(String... words) {
        return TargetCandidates.of(List.of(words), OwnSurroundings.HERE);
    }

    @Test
    void theOptionsWithChoicesAreThere() {
        TreeSet<String> names = new TreeSet<>();
        CommandModel.commands()
                .forEach(command -> CommandModel.options(command).stream()
                        .map(OptionSpec::longestName)
                        .forEach(names::add));
        assertTrue(names.containsAll(CommandModel.CHOICES.keySet()), names + "");
    }
}
