package mitogen.cli.options;

import java.util.List;
import mitogen.Command;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Surroundings;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.Durations;
import mitogen.cli.words.Quoted;
import picocli.CommandLine.Option;

/** The options about the process at the target, of the commands that start one: where it runs, with what, and how long. */
public final class ProcessOptions {
    @Option(
            names = "--env",
            paramLabel = "NAME[=VALUE]",
            description = "set a variable there; without a value, to the value that it has here; may be repeated")
    private List<String> variables = List.of();

    @Option(names = "--unset", paramLabel = "NAME", description = "remove a variable there; may be repeated")
    private List<String> removed = List.of();

    @Option(
            names = "--cwd",
            paramLabel = "DIRECTORY",
            description = "work in this directory there (default: where a login begins)")
    private String directory;

    @Option(
            names = "--command-timeout",
            paramLabel = "TIME",
            description = "end the processes there when they have run so long: 30, 5m; the status is then 124")
    private String limit;

    @Option(names = "--tty", description = "at a terminal there, connected to the one here; for one target")
    private boolean terminal;

    @Option(
            names = "--dry-run",
            description = "connect nowhere; print for each target the hops, what is run for each, and the command")
    private boolean dryRun;

    /** Whether it is only shown what would be done. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** The working directory at the target; null for the account's own. */
    public String directory() {
        return directory;
    }

    /** As they were given: with a value, or without one. */
    public List<String> variables() {
        return variables;
    }

    /** The names of the variables that the process is not to have. */
    public List<String> removed() {
        return removed;
    }

    /** Whether the process gets a terminal of its own. */
    public boolean wantTerminal() {
        return terminal;
    }

    /**
     * The command as these options want it.
     *
     * @throws UsageException if they make no sense
     */
    public Command applied(Command command, Surroundings surroundings) {
        Command changed = limit == null ? command : command.withTimeout(Durations.of("--command-timeout", limit));
        if (directory != null && directory.isEmpty()) {
            throw new UsageException("--cwd takes a directory of the target, and got an empty text"
                    + "\nLeave it out for the directory where a login begins.");
        }
        changed = directory == null ? changed : changed.withDirectory(Arguments.bytes(directory));
        for (String name : removed) {
            changed = changed.withoutEnvironment(checked("--unset", name));
        }
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            String name = checked("--env", equals < 0 ? variable : variable.substring(0, equals));
            changed = changed.withEnvironment(
                    name, equals < 0 ? ours(name, surroundings) : Arguments.bytes(variable.substring(equals + 1)));
        }
        return changed;
    }

    private String checked(String option, String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new UsageException(option + " takes the name of a variable"
                    + (option.equals("--env") ? ", = and its value" : "")
                    + ", not " + Quoted.word(name) + "\nWrite it like --env LC_ALL=C, or --unset LC_ALL.");
        }
        if (option.equals("--env") && removed.contains(name)) {
            throw new UsageException(
                    "--env and --unset both name " + name + "\nThe variable is either set or removed: leave out one.");
        }
        if (!Arguments.isText(name)) {
            throw new UsageException(
                    option + " " + name + ": the name of a variable is UTF-8\nIts value may have any bytes.");
        }
        return name;
    }

    private static byte[] ours(String name, Surroundings surroundings) {
        byte[] value = surroundings.variable(name);
        if (value == null) {
            throw new UsageException("--env " + name + ": there is no such variable here to take the value of"
                    + "\nExport it, or write --env " + Quoted.word(name + "=VALUE") + ".");
        }
        return value;
    }
}
