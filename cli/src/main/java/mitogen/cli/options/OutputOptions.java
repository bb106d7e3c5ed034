package mitogen.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.cli.output.FoldedOutput;
import mitogen.cli.output.GroupedOutput;
import mitogen.cli.output.JsonOutput;
import mitogen.cli.output.OutFiles;
import mitogen.cli.output.Output;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Colors;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Arguments;
import picocli.CommandLine.Option;

/** The options about how the targets' output is shown. They make the {@link Output} that does it. */
public final class OutputOptions {
    @Option(
            names = {"-b", "--folded"},
            description =
                    "show at the end what the targets printed, equal outputs once, with the names of their targets")
    private boolean folded;

    @Option(names = "--group", description = "show the output of a target in one piece, when it is done")
    private boolean grouped;

    @Option(names = "--diff", description = "as -b, and all but the most common output by how they differ from that")
    private boolean differences;

    @Option(names = "--json", description = "print an object for each target, on a line of its own")
    private boolean json;

    @Option(
            names = "--out-dir",
            paramLabel = "DIRECTORY",
            description = "also write the output of each target to files there: NAME.out and NAME.err")
    private String directory;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto, on a terminal, unless NO_COLOR is set)")
    private String color = "auto";

    /** Refuses what contradicts itself, before anything is done. */
    public void check() {
        if (Stream.of(folded, grouped, differences, json).filter(each -> each).count() > 1) {
            throw new UsageException("of -b, --group, --diff and --json only one can be given\nLeave out the others.");
        }
        if (!List.of("auto", "always", "never").contains(color)) {
            throw new UsageException("--color takes auto, always or never, not '" + color + "'\nTry: --color never");
        }
        Arguments.check(Stream.ofNullable(directory));
    }

    /** Whether programs read the output. */
    public boolean json() {
        return json;
    }

    /** Whether the output is shown otherwise than as it comes, or elsewhere. */
    public boolean gathers() {
        return folded || grouped || differences || json || directory != null;
    }

    /** What prints the output of these targets. */
    public Output output(Terminal plain, List<Target> targets) {
        Terminal terminal = plain.withColors(colors(plain));
        Output output = json
                ? new JsonOutput(terminal, targets)
                : folded || differences
                        ? new FoldedOutput(terminal, targets, differences)
                        : grouped ? new GroupedOutput(terminal, targets) : Output.of(terminal, targets);
        if (directory != null) {
            output.keepIn(new OutFiles(directory, plain.surroundings().path(Path.of(directory)), targets));
        }
        return output;
    }

    private Colors colors(Terminal terminal) {
        if (!color.equals("auto")) {
            return new Colors(color.equals("always"), color.equals("always"));
        }
        Map<String, String> environment = terminal.surroundings().environment();
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Colors(wanted && terminal.screen(), wanted && terminal.live());
    }
}
