package mitogen.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import mitogen.cli.options.OutputOptions;
import mitogen.cli.options.ProcessOptions;
import mitogen.cli.options.SessionOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.session.Relay;
import mitogen.cli.session.SessionException;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.SessionChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mitogen shell}: a prompt for several machines. Each line is a {@code mitogen run} in a session. */
@Command(
        name = "shell",
        sortOptions = false,
        description = {
            "Run each line that is typed at every target.",
            "A session keeps the connections between the lines. A line is run by sh; the next one begins anew, in the same"
                    + " directory. Ctrl-C ends a line that runs, and Ctrl-D or exit ends the shell."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen shell -t web[1-3]",
            "  mitogen shell -t 'web*,db1/sudo' -b",
            "  mitogen shell -t @hosts.txt <commands.txt"
        })
public final class Shell implements Callable<Integer> {
    private static final String EXIT = "exit";

    private final Terminal terminal;
    private final ToIntFunction<String[]> alone;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions options;

    @Mixin
    private OutputOptions output;

    @Mixin
    private ProcessOptions process;

    @Mixin
    private SessionOptions session;

    private volatile Relay running; // the client of the line that runs in a session
    private volatile boolean waits; // for a line

    /**
     * At a terminal.
     *
     * @param alone runs a command without a session
     */
    public Shell(Terminal terminal, ToIntFunction<String[]> alone) {
        this.terminal = terminal;
        this.alone = alone;
    }

    @Override
    public Integer call() {
        options.check();
        options.showAs(output);
        options.requireTarget("shell", List.of());
        session.check(terminal.surroundings());
        process.applied(
                mitogen.Command.of("sh"), terminal.surroundings()); // so that a fault is told before the first line
        int targets = options.targets(terminal).size();
        if (options.inputRead()) {
            throw new UsageException("the lines come from standard input, and so cannot the targets"
                    + "\nWrite the targets to a file, and give it as -t @FILE.");
        }
        String choice = session.choice(terminal.surroundings(), SessionChoice.AUTO);
        if (terminal.input().isTerminal()) {
            onInterrupt(() -> interrupted(targets));
        }
        int status = ExitStatus.OK;
        for (String line = next(targets); line != null && !line.strip().equals(EXIT); line = next(targets)) {
            if (!line.isBlank()) {
                status = run(line, choice);
                if (targets == 1 && status != ExitStatus.OK) { // a summary tells it of several
                    terminal.err().println("mitogen: " + ExitStatus.text(status));
                }
            }
        }
        return status;
    }

    /** Reads a line byte by byte, so that nothing behind it is taken; null at the end. */
    private String next(int targets) {
        prompt(targets);
        waits = true;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int next = terminal.input().stream().read();
            if (next < 0) {
                return null;
            }
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = terminal.input().stream().read();
            }
        } catch (IOException e) {
            throw new UsageException(
                    "standard input cannot be read: " + e.getMessage() + "\nGive it lines to run at the targets.");
        }
        waits = false;
        return Arguments.text(line.toByteArray());
    }

    private void prompt(int targets) {
        if (terminal.input().isTerminal()) {
            terminal.err().print(targets + (targets == 1 ? " target> " : " targets> "));
            terminal.err().flush();
        }
    }

    /** Ctrl-C ends the line that runs; at the prompt, it drops what was typed. */
    private void interrupted(int targets) {
        Relay line = running;
        if (line != null) {
            line.interrupt();
        } else if (waits) {
            terminal.err().println();
            prompt(targets);
        } else {
            System.exit(ExitStatus.INTERRUPTED); // it runs in this process
        }
    }

    /** As {@code LocalTerminal.onResize}; without the module, Ctrl-C ends the shell. */
    private static void onInterrupt(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runs = Proxy.newProxyInstance(
                    Shell.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), runs);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // no such module
        }
    }

    private int run(String line, String choice) {
        List<String> given = spec.root().commandLine().getParseResult().originalArgs();
        List<String> words = new ArrayList<>(List.of("run", "--session", choice));
        words.addAll(given.subList(1, given.size()).stream()
                .filter(word -> !word.equals("--"))
                .toList());
        words.addAll(List.of("-n", "--", "sh", "-c", line));
        try {
            int status = SessionClient.run(terminal, choice, words, client -> running = client);
            running = null;
            return status >= 0 ? status : alone.applyAsInt(words.toArray(new String[0]));
        } catch (SessionException e) {
            if (!e.isLoss()) {
                throw new UsageException(e.getMessage());
            }
            terminal.err().println("mitogen: " + e.getMessage()); // the next line starts another one
            return ExitStatus.UNREACHABLE;
        } finally {
            running = null;
        }
    }
}
