package mitogen.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import mitogen.cli.options.OutputOptions;
import mitogen.cli.system.Colors;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.StandardInput;
import mitogen.cli.system.StandardOutput;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.connect.ContextSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

@Tag("build")
class GatheredOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    private final List<Target> targets = new ArrayList<>();

    private GatheredOutput output(String... options) {
        for (int i = 1; i <= 4; i++) {
            targets.add(new Target("web" + i, ContextSpec.parse("ssh:web" + i).methods()));
        }
        OutputOptions parsed = new OutputOptions();
        new CommandLine(CommandSpec.create().addMixin("output", CommandSpec.forAnnotatedObject(parsed)))
                .parseArgs(options);
        parsed.check();
        return (GatheredOutput) parsed.output(terminal, targets);
    }

    private void print(GatheredOutput output, int target, String text) {
        output.text("web" + target).add(true, text.getBytes(UTF_8));
    }

    private void end(Output output, int target) {
        output.ended(Outcome.ended(targets.get(target - 1), 0), () -> {});
    }

    @Test
    void equalOutputsAreFoldedInTheOrderOfTheTargets() {
        GatheredOutput output = output("-b");
        print(output, 3, "b\n");
        print(output, 2, "a");
        print(output, 1, "b\n");
        output.text("web4").add(false, "no\n".getBytes(UTF_8));
        List.of(1, 3, 4).forEach(target -> end(output, target));
        assertEquals("", out.toString(UTF_8));
        output.finish();
        output.finish();
        assertEquals("== web[1,3] (2)\nb\n== web2 (1)\na\n", out.toString(UTF_8));
        assertEquals("== web4 (1)\nno\nmitogen: not at their end: web2\n", err.toString(UTF_8));
    }

    @Test
    void theMostCommonOutputIsWhatOthersAreComparedWith() {
        GatheredOutput output = output("--diff", "--color", "always");
        print(output, 1, "a\nb\nc\n");
        print(output, 2, "a\nx\nc\nd\n");
        print(output, 3, "a\nx\nc\nd\n");
        List.of(1, 2, 3, 4).forEach(target -> end(output, target));
        output.finish();
        assertEquals(
                "\033[1m== web[2-3] (2)\033[0m\na\nx\nc\nd\n\033[1m== web1 (1), against web[2-3]\033[0m\n-x\n+b\n-d\n",
                out.toString(UTF_8));
    }

    /** An open sequence of colors or a carriage return of one target must not reach the next one's lines. */
    @Test
    void controlCharactersDoNoHarm() {
        GatheredOutput output = output("--group");
        print(output, 1, "\033[41mred\rx\r\n");
        end(output, 1);
        assertEquals("== web1\n\\u{1b}[41mred\\u{d}x\r\n", out.toString(UTF_8));
    }

    @Test
    void muchOutputIsCutAndThatIsTold() {
        GatheredOutput output = output("--group");
        output.text("web1").add(true, new byte[GatheredOutput.MOST - 1]);
        print(output, 1, "ab");
        assertEquals(GatheredOutput.MOST, output.text("web1").out.size());
        output.text("web1").out.reset();
        end(output, 1);
        assertEquals("web1 | mitogen: " + GatheredOutput.LEFT_OUT + "\n", err.toString(UTF_8));
    }

    @Test
    void namesOfFilesHaveNoSlash() {
        assertEquals("web1%2Fsudo:root.out", OutFiles.fileName("web1/sudo:root.out"));
        assertEquals("%2E.%2Fx%25%C3%A9", OutFiles.fileName("../x%\u00e9"));
        assertEquals("local#2.err", OutFiles.fileName("local#2.err"));
    }

    @Test
    void noColorIsHeard() {
        OutputOptions options = new OutputOptions();
        targets.add(new Target("web1", ContextSpec.parse("ssh:web1").methods()));
        assertEquals(
                new Colors(true, true),
                options.output(screen(Map.of("TERM", "x")), targets).terminal.colors());
        for (Map<String, String> none : List.of(Map.<String, String>of(), Map.of("TERM", "x", "NO_COLOR", "1"))) {
            assertEquals(
                    Colors.NONE, options.output(screen(none), targets).terminal.colors());
        }
        assertEquals(Colors.NONE, options.output(terminal, targets).terminal.colors());
    }

    private Terminal screen(Map<String, String> environment) {
        return new Terminal(
                StandardInput.NONE,
                new StandardOutput(out, false),
                new StandardOutput(err, true),
                true,
                true,
                new OwnSurroundings(environment));
    }

    @Test
    void aDifferenceMakesOneTextOfTheOther() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 500; n++) {
            String from = lines(random);
            String to = lines(random);
            List<String> left = new ArrayList<>(List.of(from.split("\n", -1)));
            for (LineDiff.Change change : LineDiff.of(from.getBytes(UTF_8), to.getBytes(UTF_8))) {
                String line = new String(change.line(), UTF_8);
                assertTrue(change.added() ? left.add(line) : left.remove(line), () -> "seed " + seed);
            }
            assertEquals(
                    Stream.of(to.split("\n", -1)).sorted().toList(),
                    left.stream().sorted().toList(),
                    () -> "seed " + seed);
        }
    }

    private static String lines(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(3))).append('\n');
        }
        return text.toString();
    }
}
