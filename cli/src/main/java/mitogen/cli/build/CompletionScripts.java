package mitogen.cli.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mitogen.cli.Commands;
import mitogen.cli.commands.Completion;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Puts commands and options into the frames of the shells' completion scripts, while the command is built. */
final class CompletionScripts {
    private CompletionScripts() {}

    static void write(Path frames, Path classes) throws IOException {
        Path folder = Files.createDirectories(classes.resolve(Completion.SCRIPTS.substring(1)));
        for (String shell : Completion.SHELLS) {
            String frame = Files.readString(frames.resolve(shell));
            Files.writeString(
                    folder.resolve(shell),
                    switch (shell) {
                        case "bash" -> bash(frame);
                        case "zsh" -> zsh(frame);
                        default -> fish(frame);
                    });
        }
    }

    private static String names() {
        return String.join(" ", Commands.NAMES);
    }

    private static String bash(String frame) {
        List<String> values = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (CommandSpec command : CommandModel.commands()) {
            for (OptionSpec option : CommandModel.options(command)) {
                if (CommandModel.takesWord(option) || CommandModel.CHOICES.containsKey(option.longestName())) {
                    String pattern = Arrays.stream(option.names())
                            .map(name -> command.name() + ":" + name)
                            .collect(Collectors.joining(" | "));
                    String kind = CommandModel.value(option).name().toLowerCase(Locale.ROOT);
                    List<String> choices = CommandModel.CHOICES.getOrDefault(option.longestName(), List.of());
                    values.add("        " + pattern + ") kind=" + kind
                            + (choices.isEmpty() ? "" : " choices='" + String.join(" ", choices) + "'") + " ;;");
                }
            }
            options.add("            " + command.name() + ") options='" + String.join(" ", CommandModel.names(command))
                    + "' ;;");
        }
        return frame.replace("@VALUES@", String.join("\n", values))
                .replace("@OPTIONS@", String.join("\n", options))
                .replace("@COMMANDS@", names());
    }

    private static String zsh(String frame) {
        List<String> commands = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (CommandSpec command : CommandModel.commands()) {
            commands.add("        " + quoted(command.name() + ":" + CommandModel.summary(command)));
            arguments.add("        " + command.name() + ") _arguments -S \\");
            for (OptionSpec option : CommandModel.options(command)) {
                for (String name : option.names()) {
                    arguments.add("            " + quoted(zsh(option, name)) + " \\");
                }
            }
            arguments.add("            " + words(command.name()) + ";;");
        }
        return frame.replace("@COMMANDS@", String.join("\n", commands))
                .replace("@ARGUMENTS@", String.join("\n", arguments));
    }

    private static String zsh(OptionSpec option, String name) {
        String text = "[" + CommandModel.summary(option).replaceAll("([\\[\\]:])", "\\\\$1") + "]";
        String many = option.isMultiValue() ? "*" : "";
        if (!CommandModel.takesWord(option)) {
            return many + name + text;
        }
        return many + name + (name.startsWith("--") ? "=" : "") + text + ":"
                + option.paramLabel().replaceAll("([\\[\\]:])", "\\\\$1") + ":"
                + switch (CommandModel.value(option)) {
                    case TARGETS -> "_mitogen_targets";
                    case FILE -> "_files";
                    case DIRECTORY -> "_files -/";
                    case CHOICE -> "(" + String.join(" ", CommandModel.CHOICES.get(option.longestName())) + ")";
                    case OTHER -> " ";
                };
    }

    /** What stands behind the options, where anything does. */
    private static String words(String command) {
        return switch (command) {
            case "run" -> "'(-)1:command:_command_names -e' '*::argument:_normal' ";
            case "rsh" -> "'(-)1:host:_mitogen_targets' '*::argument:_normal' ";
            case "script", "java" -> "'(-)1:file:_files' '*:argument:_files' ";
            case "eval" -> "'(-)1:expression: ' '*:argument:_files' ";
            case "jshell" -> "'*:argument: ' ";
            case "completion" -> "'1:shell:(bash zsh fish)' ";
            case "put", "get" -> "'*:file:_files' ";
            case "session" -> "'1:action:(start list stop)' ";
            default -> "";
        };
    }

    private static String fish(String frame) {
        List<String> lines = new ArrayList<>();
        for (CommandSpec command : CommandModel.commands()) {
            String text = quoted(CommandModel.summary(command));
            lines.add("complete -c mitogen -n __fish_use_subcommand -a " + command.name() + " -d " + text);
            for (OptionSpec option : CommandModel.options(command)) {
                lines.add("complete -c mitogen -n '__fish_seen_subcommand_from " + command.name() + "'" + fish(option)
                        + " -d " + quoted(CommandModel.summary(option)));
            }
        }
        return frame.replace("@COMMANDS@", names()).replace("@OPTIONS@", String.join("\n", lines));
    }

    private static String fish(OptionSpec option) {
        StringBuilder line = new StringBuilder();
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " : name.length() == 2 ? " -s " : " -o ")
                    .append(name.replaceFirst("^--?", ""));
        }
        if (CommandModel.takesWord(option)) {
            line.append(
                    switch (CommandModel.value(option)) {
                        case TARGETS -> " -x -a '(__mitogen_targets)'";
                        case FILE -> " -r -F";
                        case DIRECTORY -> " -x -a '(__fish_complete_directories)'";
                        case CHOICE ->
                            " -x -a '" + String.join(" ", CommandModel.CHOICES.get(option.longestName())) + "'";
                        case OTHER -> " -x";
                    });
        }
        return line.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
