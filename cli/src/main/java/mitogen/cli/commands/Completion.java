package mitogen.cli.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.options.HelpOption;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.TargetCandidates;
import mitogen.cli.words.Quoted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mitogen completion}: what a shell needs to complete the words of our command line. */
@Command(
        name = "completion",
        sortOptions = false,
        description = "Print the script by which a shell completes commands, options, hosts and groups.",
        footer = {
            "",
            "Examples:",
            "  source <(mitogen completion bash)",
            "  mitogen completion fish > ~/.config/fish/completions/mitogen.fish"
        })
public final class Completion implements Callable<Integer> {
    /** The build puts the scripts here. */
    public static final String SCRIPTS = "/mitogen/cli/completion/";

    public static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    /** The scripts give this word instead of a shell, to ask for the targets that would fit. */
    static final String TARGETS = "targets";

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
    private String shell;

    @Parameters(index = "1..*", hidden = true)
    private List<String> words = List.of();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private HelpOption help;

    public Completion(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (shell.equals(TARGETS)) {
            TargetCandidates.of(words, terminal.surroundings()).forEach(terminal.out()::println);
            return ExitStatus.OK;
        }
        if (!SHELLS.contains(shell) || !words.isEmpty()) {
            throw new UsageException("there is completion for bash, zsh and fish, and not for "
                    + Quoted.word(words.isEmpty() ? shell : words.get(0)) + "\nTry: mitogen completion bash");
        }
        try (InputStream script = Completion.class.getResourceAsStream(SCRIPTS + shell)) {
            terminal.out().print(new String(script.readAllBytes(), UTF_8));
        }
        return ExitStatus.OK;
    }
}
