package mitogen.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mitogen.cli.remote.RunCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mitogen run}: a command, without a shell. */
@Command(name = "run", sortOptions = false, description = "Run a command at each target.")
final class Run implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "the command and its arguments; no shell is involved")
    private List<String> command;

    Run(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.apply();
        RunCommand task = new RunCommand(List.copyOf(command));
        return Session.run(terminal, options, Map.of(), (target, context) -> context.submit(task));
    }
}
