package mitogen.cli.commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mitogen.cli.options.HelpOption;
import mitogen.cli.options.SelectionOptions;
import mitogen.cli.output.Json;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.FoldedNames;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Arguments;
import mitogen.internal.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mitogen targets}: what a selection comes to. */
@Command(
        name = "targets",
        sortOptions = false,
        description = "Show which targets a selection comes to, one a line. Nothing is connected.",
        footer = {"", "Examples:", "  mitogen targets -t 'web*' -x web3", "  mitogen targets -t @hosts.txt --fold"})
public final class TargetsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private SelectionOptions selection;

    @Option(names = "--fold", description = "all on one line, with ranges of numbers")
    private boolean fold;

    @Option(names = "--json", description = "an object for each target, on a line of its own")
    private boolean json;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help;

    public TargetsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Arguments.check(selection.texts());
        if (selection.isEmpty()) {
            throw new UsageException("no target is given\nTry: mitogen targets -t 'web*'");
        }
        List<Target> targets = selection.select(terminal.input(), terminal.surroundings(), "");
        if (fold) {
            print(FoldedNames.of(targets.stream().map(Target::text).toList()));
        } else {
            targets.forEach(target -> print(json ? Json.of(object(target)) : target.text()));
        }
        return ExitStatus.OK;
    }

    private static Map<String, Object> object(Target target) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target.name());
        object.put("way", target.way());
        return object;
    }

    private void print(String line) {
        terminal.out().println(Printable.text(line));
    }
}
