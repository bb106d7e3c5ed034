package mitogen.cli.commands;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.Command;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.options.ContextOptions;
import mitogen.cli.options.InputOptions;
import mitogen.cli.options.OutputOptions;
import mitogen.cli.options.ProcessOptions;
import mitogen.cli.options.SessionOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.options.UndoOptions;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Arguments;
import mitogen.cli.work.CommandWork;
import mitogen.cli.work.DryRun;
import mitogen.cli.work.Execution;
import mitogen.cli.work.TerminalWork;
import mitogen.cli.work.UndoWork;
import mitogen.cli.work.Work;
import mitogen.doctor.Doctor;
import mitogen.doctor.Doctor.Leftovers;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mitogen run}: a command, without a shell. */
@CommandLine.Command(
        name = "run",
        sortOptions = false,
        description = "Run a command at each target.",
        footer = {
            "",
            "Examples:",
            "  mitogen run -t web1 -- uptime",
            "  mitogen run -t web[01-20],db1/sudo -x web07 -- systemctl is-active app",
            "  mitogen run -t @hosts.txt -b -- sh -c 'df -h / | tail -1'",
            "  mitogen run -t web1 --cwd /srv/app --env LC_ALL=C -- make test",
            "  mitogen run -t web1,web2 --become -K -- systemctl restart app",
            "  mitogen run -t bastion/db1/sudo --tty -- vi /etc/hosts",
            "  mitogen run -t 'web*' --batch 1,5,25%% --max-fail 1 -- systemctl restart app",
            "  mitogen run --failed -- systemctl restart app"
        })
public final class Run implements Callable<Integer> {
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

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "the command and its arguments; no shell is involved")
    private List<String> command;

    @Option(
            names = "--verify-clean",
            description = "compare files, processes and mounts of each hop before and after, and tell what appeared")
    private boolean verifyClean;

    public Run(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        options.showAs(output);
        options.requireTarget("run", command);
        session.check(terminal.surroundings());
        Command applied = process.applied(Command.ofBytes(Arguments.bytes(command)), terminal.surroundings());
        undo.check(process.wantTerminal() || verifyClean);
        if (process.isDryRun()) {
            boolean java =
                    verifyClean || undo.isGiven() || contexts.needed(options) || input.streams(terminal, options);
            return new DryRun(applied, command, process, undo, java).show(terminal, options, output.json());
        }
        if (process.wantTerminal()) {
            TerminalWork.check(terminal, options, output, input);
            return run(new TerminalWork(terminal, applied));
        }
        if (undo.isGiven()) {
            return UndoWork.run(terminal, options, undo, applied, input.open(terminal, options));
        }
        CommandWork work = new CommandWork(applied, input.open(terminal, options));
        return verifyClean ? run(work) : Execution.run(terminal, options, contexts, work);
    }

    /** In a context. */
    private int run(Work work) {
        if (!verifyClean) {
            return Execution.run(terminal, options, work);
        }
        try (Execution execution = new Execution(terminal, options)) {
            return execution.runConnecting(
                    (target, controller, way) -> verified(execution, work, target, controller, way));
        }
    }

    /** The command's exit status is that of the command; what appeared is told on standard error. */
    private static int verified(
            Execution execution, Work work, Target target, Context controller, List<ConnectionMethod> way) {
        AtomicInteger status = new AtomicInteger();
        List<Leftovers> left = Doctor.verifyClean(controller, way, context -> {
            execution.output().named(target.name(), () -> context);
            status.set(
                    work.start(target, context, execution).toCompletableFuture().join());
        });
        execution.drain(); // what the command printed comes first
        for (int i = 0; i < left.size(); i++) {
            execution
                    .output()
                    .complain(target.name(), String.join("\n", ReportText.of(target.hopName(i), left.get(i))));
        }
        return status.get();
    }
}
