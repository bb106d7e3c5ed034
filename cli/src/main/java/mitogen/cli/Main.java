package mitogen.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.client.SessionClient;
import mitogen.cli.contexts.Session;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.Failures;
import mitogen.cli.status.NotServed;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.SessionChoice;
import mitogen.internal.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * The {@code mitogen} command: the way from the words that were typed to the command that they name, and to its exit status. The
 * client of a session goes off first, before anything else is loaded.
 *
 * <p>The launcher looks at the types of all public methods here, so a type of picocli in one would be loaded at each start.
 */
@Command(
        name = "mitogen",
        description = "Run commands, scripts and Java programs on any machine, with nothing installed there.",
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Targets:",
            "  local                    another JVM on this machine",
            "  web1, deploy@web1:2222   over ssh; or ssh:web1, as local is a method",
            "  bastion/web1/sudo:root   hops: to web1 from bastion, then another account",
            "  docker:app, su:ada       further methods: docs/reference/targets.md",
            "  web[01-20], web[1-5,9]   a range of hosts",
            "  'web*'                   hosts of the ssh configuration",
            "  @FILE, -                 a list in a file, or on standard input",
            "  web1,web2                several, in parallel; lines are marked",
            "",
            "Exit status:",
            "  of run, script, java and eval at a single target: the program's own; otherwise",
            "  0    all is well",
            "  1    something failed at a target",
            "  2    the command cannot be carried out as given; source that does not compile",
            "  3    a target cannot be reached, or was lost, or has no Java 17",
            "  4    a target refused us, or its host key is not known",
            "  5    a target took too long to answer",
            "  70   a fault in Mitogen itself",
            "  74   standard output, or standard error, cannot be written",
            "  130  interrupted",
            "  If targets fail in several ways: 70 before 4, before 5, before 3, before 1.",
        })
public final class Main {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this; behind a command, show its options")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "show the version, and the Java that it runs on")
    @SuppressWarnings("UnusedVariable")
    private boolean showsVersion;

    private Main() {}

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        String session = SessionChoice.of(args, System.getenv(SessionChoice.VARIABLE));
        if (session != null) {
            int status = SessionClient.run(session, args.length);
            if (status >= 0) {
                Runtime.getRuntime().halt(status); // all is written; an exit takes longer
            }
        }
        int status = run(Terminal.ofProcess(), Arguments.exact(args));
        if (status != ExitStatus.OK || !asksVersion(args)) { // an exit has a logger looked up, from Java 21 on
            System.exit(status);
        }
    }

    private static boolean asksVersion(String[] args) {
        return args.length == 1 && args[0].equals("--version");
    }

    /**
     * Runs the command and gives its exit status. Nothing of it is left running then.
     *
     * @param out gets what belongs on standard output
     * @param err gets what belongs on standard error
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(new Terminal(out, err, false), args);
    }

    /** Runs the command for a terminal, which may be that of another process, and gives its exit status. */
    public static int run(Terminal terminal, String[] args) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "mitogen: %4$s %3$s: %5$s%6$s%n");
        return terminal.checked(execute(terminal, args));
    }

    private static int execute(Terminal terminal, String[] args) {
        try {
            if (args.length == 0) {
                commandLine(terminal, "").usage(terminal.err());
                return ExitStatus.USAGE;
            }
            if (asksVersion(args)) { // no parser is needed for that
                for (String line : version()) {
                    terminal.out().println(line);
                }
                return ExitStatus.OK;
            }
            if (args[0].equals("help")) {
                return help(terminal, args);
            }
            if (!args[0].startsWith("-") && !Commands.NAMES.contains(args[0])) {
                throw new UsageException("there is no command \"" + Arguments.shown(args[0]) + "\"; there are "
                        + String.join(", ", Commands.NAMES) + "\nTry: mitogen --help");
            }
            Callable<Integer> command = Commands.of(terminal, args[0]);
            if (command != null
                    && terminal.surroundings().session() == null // which looks at what picocli has read
                    && PlainOptions.fill(
                            command,
                            args[0],
                            Arrays.asList(args).subList(1, args.length),
                            Commands.areMixed(command))) {
                return command.call();
            }
            return commandLine(terminal, args[0]).execute(args);
        } catch (Exception | LinkageError failure) {
            return failed(terminal, failure, args);
        }
    }

    /** {@code help} and {@code help COMMAND} are what people try first. */
    private static int help(Terminal terminal, String[] args) {
        CommandLine all = commandLine(terminal, "");
        CommandLine one = args.length > 1 ? all.getSubcommands().get(args[1]) : all;
        if (one == null) {
            return execute(terminal, new String[] {args[1]});
        }
        one.usage(terminal.out());
        return ExitStatus.OK;
    }

    /** Only the command that is asked for is set up, where that is clear: setting up each one costs start-up time. */
    static CommandLine commandLine(Terminal terminal, String name) {
        CommandLine main = new CommandLine(new Main());
        Object command = Commands.of(terminal, name);
        if (command != null) {
            main.addSubcommand(command);
        } else {
            for (String each : Commands.NAMES) {
                main.addSubcommand(Commands.of(terminal, each));
            }
        }
        main.setExpandAtFiles(false); // @ is common in arguments: deploy@web1
        for (CommandLine each : main.getSubcommands().values()) {
            each.setStopAtPositional(!Commands.areMixed(each.getCommand()));
        }
        main.setOut(Terminal.writer(terminal.out()));
        main.setErr(Terminal.writer(terminal.err()));
        main.setParameterExceptionHandler((failure, args) -> Misuse.told(terminal, failure, args));
        main.setExecutionExceptionHandler((failure, line, parsed) ->
                failed(terminal, failure, parsed.originalArgs().toArray(new String[0])));
        Session session = terminal.surroundings().session();
        if (session != null) {
            main.setExecutionStrategy(parsed -> ServedCommands.include(
                            parsed, session.name(), terminal.surroundings().environment())
                    ? new CommandLine.RunLast().execute(parsed)
                    : ExitStatus.NOT_SERVED);
        }
        return main;
    }

    private static int failed(Terminal terminal, Throwable failure, String[] args) {
        if (failure instanceof NotServed) {
            return ExitStatus.NOT_SERVED;
        }
        List<String> ours = Arrays.asList(args);
        int end = ours.indexOf("--"); // what stands behind it is the remote program's
        boolean withTrace = ours.subList(0, end < 0 ? ours.size() : end).contains("-vv");
        terminal.err().println("mitogen: " + Printable.text(Arguments.shown(Failures.text(failure, withTrace))));
        return ExitStatus.of(failure);
    }

    /** From the manifest of our jar. */
    private static String[] version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "mitogen " + (version == null ? "(not packaged)" : version),
            "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.home")
        };
    }

    /** The same for picocli. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return version();
        }
    }
}
