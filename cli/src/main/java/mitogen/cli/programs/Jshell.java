package mitogen.cli.programs;

import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.work.Execution;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mitogen jshell}: snippets of Java that are typed here and executed there. */
@CommandLine.Command(
        name = "jshell",
        sortOptions = false,
        description = {
            "Type Java here, and have it executed at a target.",
            "It is the jshell of this JDK. Its /help tells its commands."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen jshell -t web1",
            "  mitogen jshell -t web1/sudo -- --feedback concise audit.jsh"
        })
public final class Jshell implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Parameters(
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "files and options of jshell; its options stand behind --")
    private List<String> arguments = List.of();

    public Jshell(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        options.requireTarget("jshell", arguments);
        int count = options.targets(terminal).size();
        if (count > 1) {
            throw new UsageException("jshell is for one target, and got " + count
                    + "\nName one of them. For one line at several: mitogen eval.");
        }
        if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
            throw new UsageException("mitogen jshell needs a JDK: there is no jshell in "
                    + System.getProperty("java.home") + "\nSet JAVA_HOME to a JDK. (The targets need none.)");
        }
        Arguments.check(arguments.stream());
        return Execution.run(terminal, options, new JshellWork(terminal, arguments));
    }
}
