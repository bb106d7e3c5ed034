package mitogen.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mitogen.Command;
import mitogen.cli.options.ContextOptions;
import mitogen.cli.options.InputOptions;
import mitogen.cli.options.OutputOptions;
import mitogen.cli.options.ProcessOptions;
import mitogen.cli.options.SessionOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.options.UndoOptions;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.work.CommandWork;
import mitogen.cli.work.DryRun;
import mitogen.cli.work.Execution;
import mitogen.cli.work.TerminalWork;
import mitogen.cli.work.UndoWork;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mitogen script}: a local script, piped to its interpreter at the target. */
@CommandLine.Command(
        name = "script",
        sortOptions = false,
        description = {
            "Run a script at each target.",
            "It is piped to the interpreter that its shebang line or else its extension names, or else to sh; no file"
                    + " is made there."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen script -t web[1-3] inventory.py",
            "  mitogen script -t 'web*' setup.sh --fast"
        })
public final class Script implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Mixin
    private InputOptions input;

    @Mixin
    private OutputOptions output;

    @Mixin
    private ContextOptions contexts;

    @Mixin
    private ProcessOptions process;

    @Mixin
    private UndoOptions undo;

    @Mixin
    private SessionOptions session;

    @Parameters(index = "0", paramLabel = "FILE", description = "the script")
    private String file;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "what the script gets as its arguments")
    private List<String> arguments = List.of();

    public Script(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        options.showAs(output);
        options.requireTarget("script", words());
        session.check(terminal.surroundings());
        byte[] text = terminal.surroundings().read(file, "script");
        Command script = Command.scriptBytes(text, Arguments.bytes(arguments));
        List<String> interpreter = Interpreters.of(file, text);
        if (!interpreter.isEmpty()) {
            script = script.withInterpreter(interpreter.toArray(new String[0]));
        }
        Command command = process.applied(script, terminal.surroundings());
        undo.check(process.wantTerminal());
        if (process.isDryRun()) {
            boolean java = undo.isGiven() || contexts.needed(options) || input.streams(terminal, options);
            return new DryRun(command, words(), process, undo, java).show(terminal, options, output.json());
        }
        if (process.wantTerminal()) {
            TerminalWork.check(terminal, options, output, input);
            return Execution.run(terminal, options, new TerminalWork(terminal, command));
        }
        if (undo.isGiven()) {
            return UndoWork.run(terminal, options, undo, command, input.open(terminal, options));
        }
        return Execution.run(terminal, options, contexts, new CommandWork(command, input.open(terminal, options)));
    }

    private List<String> words() {
        return Stream.concat(Stream.of(file), arguments.stream()).toList();
    }
}
