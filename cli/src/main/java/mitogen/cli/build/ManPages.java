package mitogen.cli.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import mitogen.cli.Commands;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes a manual page for the command and one for each of its commands, while the command is built. */
final class ManPages {
    private final StringBuilder page = new StringBuilder();

    private ManPages() {}

    static void write(Path folder, String version) throws IOException {
        Files.createDirectories(folder);
        CommandSpec all = Commands.model().getCommandSpec();
        Files.writeString(folder.resolve("mitogen.1"), new ManPages().main(all, version));
        for (CommandSpec command : CommandModel.commands()) {
            Files.writeString(
                    folder.resolve("mitogen-" + command.name() + ".1"), new ManPages().command(command, version));
        }
    }

    private String main(CommandSpec all, String version) {
        begin("mitogen", version, CommandModel.summary(all));
        line(".B mitogen", ".I COMMAND", "[\\fIOPTIONS\\fR]");
        section("DESCRIPTION");
        text(String.join(" ", all.usageMessage().description()));
        section("COMMANDS");
        for (CommandSpec command : CommandModel.commands()) {
            line(".TP", ".BR mitogen\\-" + escaped(command.name()) + " (1)");
            text(String.join(" ", command.usageMessage().description()));
        }
        options(all);
        footer(all);
        return page.toString();
    }

    private String command(CommandSpec command, String version) {
        begin("mitogen-" + command.name(), version, CommandModel.summary(command));
        line(".B mitogen " + escaped(command.name()), "[\\fIOPTIONS\\fR]");
        for (PositionalParamSpec words : command.positionalParameters()) {
            if (!words.hidden()) {
                String label = "\\fI" + escaped(words.paramLabel()) + "\\fR";
                boolean many = words.arity().isVariable() || words.index().isVariable();
                line(words.arity().min() > 0 ? label + (many ? "..." : "") : "[" + label + (many ? "...]" : "]"));
            }
        }
        section("DESCRIPTION");
        text(String.join(" ", command.usageMessage().description()));
        options(command);
        footer(command);
        section("SEE ALSO");
        line(".BR mitogen (1)");
        return page.toString();
    }

    private void begin(String name, String version, String summary) {
        line(
                ".TH " + name.toUpperCase(Locale.ROOT).replace("-", "\\-") + " 1 \"\" \"Mitogen " + escaped(version)
                        + "\" \"User Commands\"",
                ".nh", // no hyphens in the names of options
                ".ad l");
        section("NAME");
        line(escaped(name) + " \\- " + escaped(summary));
        section("SYNOPSIS");
    }

    private void options(CommandSpec command) {
        section("OPTIONS");
        for (OptionSpec option : CommandModel.options(command)) {
            line(".TP");
            String value = "\\fI" + escaped(option.paramLabel()) + "\\fR";
            StringBuilder names = new StringBuilder();
            for (String name : option.names()) {
                names.append(names.isEmpty() ? "" : ", ")
                        .append("\\fB")
                        .append(escaped(name))
                        .append("\\fR");
                if (option.arity().max() > 0) {
                    boolean attached = option.arity().min() == 0;
                    names.append(attached ? "[=" + value + "]" : name.startsWith("--") ? "=" + value : " " + value);
                }
            }
            line(names.toString());
            text(String.join(" ", option.description()).replace("%%", "%"));
        }
    }

    /** The footers have headings, which end with a colon, and lines that stay as they are. */
    private void footer(CommandSpec command) {
        boolean open = false;
        for (String each : command.usageMessage().footer()) {
            boolean heading = each.matches("\\S.*:");
            if (open && (heading || each.isEmpty())) {
                line(".fi");
                open = false;
            }
            if (heading) {
                section(each.substring(0, each.length() - 1).toUpperCase(Locale.ROOT));
            } else if (!each.isEmpty()) {
                if (!open) {
                    line(".nf");
                    open = true;
                }
                text(each.replace("%%", "%"));
            }
        }
        if (open) {
            line(".fi");
        }
    }

    private void section(String name) {
        line(".SH " + name);
    }

    private void text(String text) {
        line(escaped(text));
    }

    private void line(String... lines) {
        List.of(lines).forEach(each -> page.append(each).append('\n'));
    }

    /** A line that begins with a dot or a quote would be a request. */
    private static String escaped(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
