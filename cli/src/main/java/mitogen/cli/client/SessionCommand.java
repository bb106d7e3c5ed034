package mitogen.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.contexts.Session;
import mitogen.cli.options.HelpOption;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.session.Hello;
import mitogen.cli.session.Relay;
import mitogen.cli.session.SessionException;
import mitogen.cli.session.SessionFolder;
import mitogen.cli.session.Starter;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Durations;
import mitogen.cli.words.SessionChoice;
import mitogen.cli.work.Execution;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mitogen session}: a process of this account that keeps connections for later commands. */
@Command(
        name = "session",
        sortOptions = false,
        subcommands = {SessionCommand.Start.class, SessionCommand.Listing.class, SessionCommand.Stop.class},
        description = {
            "Keep connections from one command to the next.",
            "A session is a process of this account. It connects a target once, and runs commands there with the option"
                    + " --session of run, script, put, get and top, or with MITOGEN_SESSION in the environment."
        },
        footer = {
            "",
            "Examples:",
            "  export MITOGEN_SESSION=auto           # from now on, a session is used and started",
            "  mitogen session start -t web[1-3]     # connects now; asks for passwords now",
            "  mitogen run --session auto -t web1 -- uptime",
            "  mitogen session list",
            "  mitogen session stop"
        })
public final class SessionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this; behind start, list or stop, show its options")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    public SessionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(terminal.err());
        return ExitStatus.USAGE;
    }

    private SessionFolder folder() throws SessionException {
        return SessionFolder.of(terminal.surroundings().environment());
    }

    private Session session() {
        return terminal.surroundings().session();
    }

    /** What {@link Start} and the others have in common. */
    abstract static class Part implements Callable<Integer> {
        @CommandLine.ParentCommand
        private SessionCommand session;

        @Override
        public final Integer call() {
            try {
                return run(session);
            } catch (SessionException e) {
                throw new UsageException(e.getMessage());
            }
        }

        abstract int run(SessionCommand of) throws SessionException;
    }

    /** Gives the exit status; less than 0 if there is no such session. */
    private int relay(String name, int task) throws SessionException {
        List<String> words = spec.root().commandLine().getParseResult().originalArgs();
        return SessionClient.relay(terminal, folder(), name, task, words);
    }

    private static UsageException missing(String name) {
        return new UsageException("there is no session " + name + "\nmitogen session list shows those that there are.");
    }

    /** {@code mitogen session start}. */
    @Command(
            name = "start",
            sortOptions = false,
            description = "Start a session if there is none of that name, and connect the targets if some are given.",
            footer = {
                "",
                "Examples:",
                "  mitogen session start",
                "  mitogen session start -t web[1-3],db1/sudo --ask-password --idle 1h"
            })
    static final class Start extends Part {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "its name (default: default)")
        private String name = SessionChoice.DEFAULT;

        @Option(
                names = "--idle",
                paramLabel = "TIME",
                description =
                        "end it after so long without a command: 30, 5m, 8h (default: " + SessionClient.IDLE + ")")
        private String idle = SessionClient.IDLE;

        @Mixin
        private TargetOptions options;

        @Override
        int run(SessionCommand of) throws SessionException {
            options.check();
            long millis = Durations.of("--idle", idle).toMillis();
            if (of.session() != null) {
                return Execution.connect(of.terminal, options);
            }
            boolean isNew = Starter.start(of.folder(), name, SessionClient.PROCESS, Long.toString(millis));
            of.terminal.err().println("mitogen: the session " + name + (isNew ? " is started" : " is there already"));
            if (!options.selectsTargets()) {
                return ExitStatus.OK;
            }
            int status = of.relay(name, Hello.RUN);
            if (status == Relay.NOT_SERVED) {
                throw new UsageException(
                        "a session keeps no such targets, or not with these options"
                                + "\nIt keeps targets whose first hop is ssh. Options about Java, retries and logs are not for a session.");
            }
            return status == Relay.NO_SESSION ? ExitStatus.UNREACHABLE : status;
        }
    }

    /** {@code mitogen session list}. */
    @Command(
            name = "list",
            description = "Show the sessions of this account, and what each has connected.",
            footer = {"", "Example:", "  mitogen session list"})
    static final class Listing extends Part {
        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli looks at it
        private HelpOption help;

        @Override
        int run(SessionCommand of) throws SessionException {
            if (of.session() != null) {
                of.session().lines().forEach(of.terminal.out()::println);
                return ExitStatus.OK;
            }
            int status = ExitStatus.OK;
            for (String name : of.folder().names()) {
                try {
                    of.relay(name, Hello.RUN);
                } catch (SessionException e) {
                    of.terminal.err().println("mitogen: " + e.getMessage());
                    status = ExitStatus.USAGE;
                }
            }
            return status;
        }
    }

    /** {@code mitogen session stop}. */
    @Command(
            name = "stop",
            sortOptions = false,
            description = "End a session, its connections, and the commands that run in it; wait until all is ended.",
            footer = {"", "Examples:", "  mitogen session stop", "  mitogen session stop --all"})
    static final class Stop extends Part {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "its name (default: default)")
        private String name;

        @Option(names = "--all", description = "end all sessions of this account")
        private boolean all;

        @Mixin
        @SuppressWarnings("UnusedVariable") // picocli looks at it
        private HelpOption help;

        @Override
        int run(SessionCommand of) throws SessionException {
            if (all && name != null) {
                throw new UsageException("--all ends every session, and a name one\nLeave out one of them.");
            }
            List<String> names =
                    all ? of.folder().names() : new ArrayList<>(List.of(name == null ? SessionChoice.DEFAULT : name));
            for (String each : names) {
                if (of.relay(each, Hello.STOP) < 0 && !all) {
                    throw missing(each);
                }
            }
            return ExitStatus.OK;
        }
    }
}
