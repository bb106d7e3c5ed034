package mitogen.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.SessionChoice;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Decides which commands a session runs for its clients. Each of these does in a session what it does without one. */
final class ServedCommands {
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
            "--idle",
            "--include",
            "--exclude",
            "--delete",
            "--checksum",
            "--resume",
            "--permissions",
            "--owners",
            "--interval",
            "--count",
            "--release");

    /** Of other commands, it shows what a command of the client itself would do. */
    private static final String DRY_RUN = "--dry-run";

    private ServedCommands() {}

    /**
     * Whether a session runs a command with these options.
     *
     * @param name the session's
     * @param environment the client's
     */
    static boolean include(ParseResult parsed, String name, Map<String, String> environment) {
        ParseResult command = parsed.subcommand();
        while (command != null && command.subcommand() != null) {
            command = command.subcommand();
        }
        if (command == null) {
            return true; // a usage text
        }
        if (!parsed.originalArgs().stream().allMatch(ServedCommands::isOfAnyLocale)) {
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
        boolean copies = Set.of("put", "get").contains(command.commandSpec().name());
        for (OptionSpec option : command.matchedOptions()) {
            boolean known = OPTIONS.contains(option.longestName())
                    || option.longestName().equals(DRY_RUN) && copies;
            if (!known || takesInput(option)) {
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
}
