package mitogen.cli.work;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mitogen.Command;
import mitogen.cli.options.PlannedHop;
import mitogen.cli.options.ProcessOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.options.UndoOptions;
import mitogen.cli.output.Json;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.Durations;
import mitogen.cli.words.Quoted;
import mitogen.internal.Printable;

/** What a command would do at each of its targets. Nothing is connected for that, asked or run. */
public final class DryRun {
    private static final String SHELL = "the shell behind the last hop";
    private static final String JAVA = "a Java there";

    private final Command command;
    private final List<String> words;
    private final ProcessOptions process;
    private final UndoOptions undo;
    private final boolean viaJava;

    /**
     * For all targets.
     *
     * @param words the command, as it was given
     * @param viaJava whether the options want a Java there for it
     */
    public DryRun(Command command, List<String> words, ProcessOptions process, UndoOptions undo, boolean viaJava) {
        this.command = command;
        this.words = words;
        this.process = process;
        this.undo = undo;
        this.viaJava = viaJava || process.wantTerminal() || command.needsContext();
    }

    /** Prints it, and gives the exit status. */
    public int show(Terminal terminal, TargetOptions options, boolean json) {
        List<Target> targets = options.targets(terminal);
        List<List<PlannedHop>> ways = options.plan(targets, terminal.surroundings());
        PrintStream out = terminal.out();
        for (int i = 0; i < targets.size(); i++) {
            String text = json ? Json.of(object(targets.get(i), ways.get(i))) : text(targets.get(i), ways.get(i));
            out.print(text + "\n");
        }
        return ExitStatus.OK;
    }

    private String text(Target target, List<PlannedHop> way) {
        StringBuilder text = new StringBuilder(shown(target.name()));
        for (PlannedHop hop : way) {
            line(text, "hop", hop.name() + (hop.password() == null ? "" : ", with the password of " + hop.password()));
            line(text, "", Quoted.words(hop.command()));
        }
        line(text, command.script().isPresent() ? "script" : "command", Quoted.words(words));
        line(text, "run by", viaJava ? JAVA : SHELL);
        details().forEach((name, value) -> line(text, name, value));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%n  %-9s", name)).append(shown(value));
    }

    private static String shown(String text) {
        return Printable.line(Arguments.shown(text));
    }

    /** What the options say about the process. */
    private Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        if (process.directory() != null) {
            details.put("in", process.directory());
        }
        if (!process.variables().isEmpty()) {
            details.put("set", Quoted.words(process.variables()));
        }
        if (!process.removed().isEmpty()) {
            details.put("unset", Quoted.words(process.removed()));
        }
        command.timeout().ifPresent(timeout -> details.put("at most", Durations.text(timeout)));
        if (undo.isGiven()) {
            details.put("undo", undo.command() + ", after " + Durations.text(undo.after()));
        }
        if (process.wantTerminal()) {
            details.put("at", "a terminal");
        }
        return details;
    }

    private Map<String, Object> object(Target target, List<PlannedHop> way) {
        List<Map<String, Object>> hops = new ArrayList<>();
        for (PlannedHop hop : way) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("hop", hop.name());
            object.put("command", hop.command());
            object.put("password", hop.password());
            hops.add(object);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target.name());
        object.put("hops", hops);
        object.put("command", words.stream().map(Arguments::shown).toList());
        object.put("viaJava", viaJava);
        object.put("directory", process.directory() == null ? null : Arguments.shown(process.directory()));
        object.put(
                "variables", process.variables().stream().map(Arguments::shown).toList());
        object.put("unset", process.removed());
        object.put("undo", undo.isGiven() ? Arguments.shown(undo.command()) : null);
        return object;
    }
}
