package mitogen.cli;

import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.client.SessionCommand;
import mitogen.cli.client.Shell;
import mitogen.cli.commands.Completion;
import mitogen.cli.commands.Examination;
import mitogen.cli.commands.Forwarding;
import mitogen.cli.commands.Ping;
import mitogen.cli.commands.Rsh;
import mitogen.cli.commands.Run;
import mitogen.cli.commands.Script;
import mitogen.cli.commands.TargetsCommand;
import mitogen.cli.copy.Get;
import mitogen.cli.copy.Put;
import mitogen.cli.programs.Eval;
import mitogen.cli.programs.JavaProgram;
import mitogen.cli.programs.Jshell;
import mitogen.cli.system.Terminal;
import mitogen.cli.top.Top;
import picocli.CommandLine;

/** The commands behind {@code mitogen}, by their names. */
public final class Commands {
    /** In the order of the help. */
    public static final List<String> NAMES = List.of(
            "run",
            "script",
            "java",
            "eval",
            "jshell",
            "put",
            "get",
            "forward",
            "rsh",
            "top",
            "ping",
            "doctor",
            "targets",
            "session",
            "shell",
            "completion");

    private Commands() {}

    /**
     * Makes one.
     *
     * @return null if there is none of that name
     */
    public static Callable<Integer> of(Terminal terminal, String name) {
        return switch (name) {
            case "run" -> new Run(terminal);
            case "script" -> new Script(terminal);
            case "java" -> new JavaProgram(terminal);
            case "eval" -> new Eval(terminal);
            case "jshell" -> new Jshell(terminal);
            case "put" -> new Put(terminal);
            case "get" -> new Get(terminal);
            case "forward" -> new Forwarding(terminal);
            case "rsh" -> new Rsh(terminal);
            case "top" -> new Top(terminal);
            case "ping" -> new Ping(terminal);
            case "doctor" -> new Examination(terminal);
            case "targets" -> new TargetsCommand(terminal);
            case "session" -> new SessionCommand(terminal);
            case "shell" -> new Shell(terminal, words -> Main.run(terminal, words));
            case "completion" -> new Completion(terminal);
            default -> null;
        };
    }

    /** All of them, as picocli has them. */
    public static CommandLine model() {
        return Main.commandLine(new Terminal(System.out, System.err, false), "");
    }

    /** Whether options may come behind other words. Behind a command or a file, what follows belongs to that. */
    static boolean areMixed(Object command) {
        return command instanceof Put || command instanceof Get || command instanceof SessionCommand;
    }
}
