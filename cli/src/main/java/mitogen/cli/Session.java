package mitogen.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.ConnectionMethod;
import mitogen.cli.session.Server;
import mitogen.connect.Ssh;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The session that this process is, and which commands it runs: what they do in it is what they do without it. */
final class Session implements AutoCloseable {
    /**
     * The options that a session knows how to obey for a client. Others are about what only the client has, or about the whole
     * tree of contexts.
     */
    private static final Set<String> OPTIONS = Set.of(
            "--target",
            "--exclude-target",
            "--inventory",
            "--failed",
            "--unreachable",
            "-F",
            "-o",
            "--identity",
            "--ask-password",
            "--ask-password-of",
            "--ask-each",
            "--become",
            "--become-method",
            "--password-file",
            "--password-command",
            "--connect-timeout",
            "--java",
            "--parallel",
            "--batch",
            "--max-fail",
            "--quiet",
            "--help",
            "--no-input",
            "--folded",
            "--group",
            "--diff",
            "--json",
            "--out-dir",
            "--color",
            "--command-timeout",
            "--env",
            "--unset",
            "--cwd",
            "--session",
            "--idle");

    /** Variables by which ssh finds what lets it in. */
    private static final List<String> KEYS = List.of("SSH_AUTH_SOCK", "KRB5CCNAME");

    private final String name;
    private final Duration idle;
    private final Server server;
    private final KeptContexts contexts = new KeptContexts();
    private final long start = System.nanoTime();

    Session(String name, Duration idle, Server server) {
        this.name = name;
        this.idle = idle;
        this.server = server;
    }

    KeptContexts contexts() {
        return contexts;
    }

    /** Whether it runs a command with these options. */
    boolean serves(ParseResult parsed, Map<String, String> environment) {
        ParseResult command = parsed.subcommand();
        while (command != null && command.subcommand() != null) {
            command = command.subcommand();
        }
        if (command == null) {
            return true; // a usage text
        }
        if (!parsed.originalArgs().stream().allMatch(Session::isOfAnyLocale)) {
            return false;
        }
        if (command.commandSpec().findOption("--session") != null) {
            // The client has looked at words that may be the command's own.
            String asked =
                    command.matchedOptionValue("--session", environment.getOrDefault(SessionChoice.VARIABLE, ""));
            if (!asked.equals(name) && !(asked.equals(SessionChoice.AUTO) && name.equals(SessionChoice.DEFAULT))) {
                return false;
            }
        }
        for (OptionSpec option : command.matchedOptions()) {
            if (!OPTIONS.contains(option.longestName()) || takesInput(option)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this process can pass on what the client could. The command itself is passed on as bytes. */
    private static boolean isOfAnyLocale(String word) {
        return !Arguments.isText(word) || Arguments.canBePassedOn(word);
    }

    /** What was read of a list on standard input could not be read again. */
    private static boolean takesInput(OptionSpec option) {
        String name = option.longestName();
        return (name.equals("--target") || name.equals("--exclude-target"))
                && option.stringValues().stream()
                        .anyMatch(text -> List.of(text.split(",")).contains("-"));
    }

    /**
     * Refuses targets that it would reach in another way than the client. On this machine, a process has the client's
     * directory and environment.
     *
     * @throws NotServed before anything is done
     */
    void check(List<List<ConnectionMethod>> ways, Surroundings surroundings) {
        boolean sameKeys = KEYS.stream()
                .allMatch(key -> String.valueOf(System.getenv(key))
                        .equals(String.valueOf(surroundings.environment().get(key))));
        for (List<ConnectionMethod> way : ways) {
            boolean known = contexts.isUp(way);
            if (!(way.get(0) instanceof Ssh ssh)
                    || isRelative(ssh.config())
                    || isRelative(ssh.identity())
                    || !known && !sameKeys) {
                throw new NotServed();
            }
        }
    }

    private static boolean isRelative(String file) {
        return file != null && !file.startsWith("/") && !file.startsWith("~") && !file.equals("none");
    }

    private static String running(int others) {
        return others == 0 ? "" : ", runs " + others + (others == 1 ? " command" : " commands");
    }

    /** What {@code mitogen session list} shows of it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> kept = contexts.lines();
        lines.add(name + ": process " + ProcessHandle.current().pid() + ", up for "
                + Durations.text((System.nanoTime() - start) / 1_000_000_000) + ", ends after "
                + Durations.text(idle.toSeconds()) + " without a command"
                + running(server.active() - 1)
                + (kept.isEmpty() ? ", no connections" : ", connections:"));
        kept.forEach(line -> lines.add("  " + line));
        return lines;
    }

    @Override
    public void close() {
        contexts.close();
        server.close();
    }
}
