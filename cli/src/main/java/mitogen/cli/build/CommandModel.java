package mitogen.cli.build;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mitogen.cli.Commands;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands and their options, as picocli has them: for what the build makes of them. */
public final class CommandModel {
    /** Options with a few values only. */
    public static final Map<String, List<String>> CHOICES =
            Map.of("--color", List.of("auto", "always", "never"), "--become-method", List.of("sudo", "su", "doas"));

    private CommandModel() {}

    /** All commands, in the order of the help. */
    public static List<CommandSpec> commands() {
        Map<String, CommandLine> all = Commands.model().getSubcommands();
        return Commands.NAMES.stream()
                .map(name -> all.get(name).getCommandSpec())
                .toList();
    }

    /** The options that the help shows. */
    public static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** The first line of what a command does, without the stop. */
    static String summary(CommandSpec command) {
        return first(String.join(" ", command.usageMessage().description()));
    }

    static String summary(OptionSpec option) {
        return first(String.join(" ", option.description()).replace("%%", "%"));
    }

    private static String first(String text) {
        return text.replaceFirst("[.;:] .*", "").replaceFirst("\\.$", "");
    }

    /** The value is the next word, always. */
    static boolean takesWord(OptionSpec option) {
        return option.arity().min() > 0;
    }

    /** Whether the option's value is of that kind. */
    enum Value {
        TARGETS,
        FILE,
        DIRECTORY,
        CHOICE,
        OTHER
    }

    static Value value(OptionSpec option) {
        if (CHOICES.containsKey(option.longestName())) {
            return Value.CHOICE;
        }
        return switch (option.paramLabel()) {
            case "TARGETS" -> Value.TARGETS;
            case "FILE" -> Value.FILE;
            case "DIRECTORY" -> option.longestName().equals("--cwd") ? Value.OTHER : Value.DIRECTORY; // it is there
            case "PATH" -> option.longestName().equals("--class-path") ? Value.FILE : Value.OTHER; // else it is there
            default -> Value.OTHER;
        };
    }

    static List<String> names(CommandSpec command) {
        return options(command).stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
    }
}
