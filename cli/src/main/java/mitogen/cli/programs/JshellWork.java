package mitogen.cli.programs;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import jdk.jshell.tool.JavaShellToolBuilder;
import mitogen.Context;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.work.Execution;
import mitogen.cli.work.Work;

/** Runs the JDK's own jshell here, whose snippets are executed at the target. Only one target can be typed at. */
final class JshellWork implements Work {
    private final Terminal terminal;
    private final List<String> arguments;

    JshellWork(Terminal terminal, List<String> arguments) {
        this.terminal = terminal;
        this.arguments = arguments;
    }

    @Override
    public CompletionStage<Integer> start(Target target, Context context, Execution execution) {
        return Work.onThread("jshell of " + target.name(), () -> run(context, execution));
    }

    private int run(Context context, Execution execution) throws Exception {
        int there = context.call(() -> Runtime.version().feature());
        int release = Math.min(there, Runtime.version().feature());
        List<String> all =
                new ArrayList<>(List.of("--execution", SnippetExecutions.NAME, "-C--release", "-C" + release));
        all.addAll(arguments);
        RemoteSnippets place = new RemoteSnippets(context, execution::drain);
        JavaShellToolBuilder tool = JavaShellToolBuilder.builder();
        if (!terminal.input().isTerminal()) { // else jshell edits lines there by itself
            InputStream input = terminal.input().stream();
            tool = tool.in(input, InputStream.nullInputStream())
                    .out(unclosed(terminal.out()))
                    .err(unclosed(terminal.err()))
                    .persistence(new HashMap<>());
            if (arguments.isEmpty()) {
                all.addAll(List.of("-s", "-"));
            }
        }
        SnippetExecutions.PLACE.set(place);
        int status = tool.start(all.toArray(new String[0]));
        if (place.lost() != null) {
            throw place.lost();
        }
        return status;
    }

    /** jshell closes what it prints to. */
    private static PrintStream unclosed(PrintStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8) {
            @Override
            public void close() {
                flush();
            }
        };
    }
}
