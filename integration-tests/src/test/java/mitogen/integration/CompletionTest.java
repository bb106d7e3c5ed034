package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of the command are completed by real shells, and its manual pages are read by the real tool. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(120)
final class CompletionTest {
    /** Completes each line of standard input as bash does when the tab key is pressed at its end. */
    private static final String BASH = """
            source <(mitogen completion bash)
            compopt() { :; } # it is for the time of a completion only
            while IFS= read -r COMP_LINE; do
                COMP_POINT=${#COMP_LINE}
                _mitogen mitogen
                echo "$COMP_LINE => ${COMPREPLY[*]}"
            done
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void command() throws IOException {
        Path built = Documents.page("target/mitogen");
        Assumptions.assumeTrue(Files.exists(built), "target/mitogen is not built");
        Files.createSymbolicLink(folder.resolve("mitogen"), built);
        Files.writeString(folder.resolve("config"), "Host web1 web2 db1\nHost *\n");
        Files.writeString(
                folder.resolve("inventory.yaml"),
                "targets:\n  alpha: local\n  beta: local\ngroups:\n  prod: [alpha]\n  prepared: [beta]\n");
    }

    @Test
    void bashCompletesCommandsOptionsAndValues() throws Exception {
        Needs.command("bash", "bash");
        assertBash(
                "mitogen ru => run",
                "mitogen help for => forward",
                "mitogen completion  => bash zsh fish",
                "mitogen session st => start stop",
                "mitogen run --via => --via-java",
                "mitogen run -t web1 --col => --color",
                "mitogen run --color a => auto always",
                "mitogen run --color=n => never",
                "mitogen run --become-method s => sudo su",
                "mitogen run -t web1 -- ls --col => ",
                "mitogen ping --out => ",
                "mitogen put -t web1 con => config",
                "mitogen put config -- inv => inventory.yaml",
                "mitogen run -F con => config",
                "mitogen run --inventory=inv => inventory.yaml");
    }

    @Test
    void bashCompletesHostsGroupsAndMethods() throws Exception {
        Needs.command("bash", "bash");
        assertBash(
                "mitogen run -F config -t we => web1 web2",
                "mitogen run -F config --target=we => web1 web2",
                "mitogen run -F config -t web1,d => web1,db1 web1,detached: web1,doas web1,docker:",
                "mitogen run -F config -t web1/su => web1/su web1/sudo",
                "mitogen run -F config -t ada@db => db1", // bash replaces what is behind the @
                "mitogen run -F config -t ssh:w => web1 web2",
                "mitogen targets -i inventory.yaml -x be => beta",
                "mitogen run -i inventory.yaml -t @pr => prepared prod",
                "mitogen rsh -F config db => db1",
                "mitogen run -i missing -t a => ");
    }

    private void assertBash(String... expected) throws Exception {
        List<String> lines = Stream.of(expected)
                .map(line -> line.substring(0, line.indexOf(" => ")))
                .toList();
        assertEquals(String.join("\n", expected) + "\n", run(String.join("\n", lines) + "\n", "bash", "-c", BASH));
    }

    @Test
    void fishCompletesThem() throws Exception {
        Needs.command("fish", "fish");
        assertFish(List.of("run"), "mitogen ru");
        assertFish(List.of("--color"), "mitogen run --col");
        assertFish(List.of("always", "auto", "never"), "mitogen run --color ");
        assertFish(List.of("web1", "web2"), "mitogen run -F config -t we");
    }

    private void assertFish(List<String> expected, String line) throws Exception {
        String printed =
                run("", "fish", "--no-config", "-c", "mitogen completion fish | source; complete -C '" + line + "'");
        assertEquals(
                expected,
                printed.lines()
                        .map(each -> each.replaceFirst("\t.*", ""))
                        .sorted()
                        .toList());
    }

    /** At a terminal, by the key itself. */
    @ParameterizedTest
    @CsvSource({
        "bash, bash --norc --noprofile, source <(mitogen completion bash)",
        "zsh, zsh -f, autoload -U compinit; compinit -u -D; source <(mitogen completion zsh)"
    })
    void atATerminal(String shell, String start, String setUp) throws Exception {
        Needs.command("tmux", "tmux");
        Needs.command(shell, shell);
        List<String> tmux = List.of("tmux", "-S", folder.resolve("socket") + "", "-f", "/dev/null");
        run("", with(tmux, "new-session", "-d", "-x", "120", "-y", "50", start));
        try {
            run("", with(tmux, "send-keys", setUp + "; echo re''ady", "Enter"));
            Await.until("the shell is ready", () -> screen(tmux).lines().anyMatch("ready"::equals));
            run("", with(tmux, "send-keys", "mitogen targets --fo", "Tab"));
            Await.until("an option", () -> screen(tmux).contains("mitogen targets --fold"));
            run("", with(tmux, "send-keys", "--", " -F config -t db", "Tab"));
            Await.until("a host", () -> screen(tmux).contains("-F config -t db1"));
            run("", with(tmux, "send-keys", "Enter"));
            Await.until("what it prints", () -> screen(tmux).lines().anyMatch("db1"::equals));
        } finally {
            run("", with(tmux, "kill-server"));
        }
    }

    private String screen(List<String> tmux) throws Exception {
        return run("", with(tmux, "capture-pane", "-p"));
    }

    private static String[] with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    @Test
    void theManualPagesHaveNoFaults() throws Exception {
        Needs.command("groff", "groff");
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> pages = Files.list(Documents.page("target/man"))) {
            for (Path page : pages.toList()) {
                names.add(page.getFileName().toString());
                assertEquals("", run("", "groff", "-man", "-z", "-ww", page + ""));
            }
        }
        assertTrue(names.containsAll(List.of("mitogen.1", "mitogen-run.1", "mitogen-completion.1")), names + "");
        String page = run("", "groff", "-man", "-Tascii", "-P-cbou", Documents.page("target/man/mitogen-run.1") + "");
        assertTrue(page.contains("\n       -t TARGETS, --target=TARGETS\n"), page);
        assertTrue(page.contains("\n         mitogen run -t @hosts.txt -b -- sh -c 'df -h / | tail -1'\n"), page);
    }

    /** Gives what a program prints, errors too, in the folder and with the command in PATH. */
    private String run(String input, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().put("HOME", "/proc/self"); // where nothing can be kept
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("TMUX"));
        builder.environment().put("TERM", "xterm");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return output;
    }
}
