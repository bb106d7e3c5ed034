package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import mitogen.values.NativeText;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Accounts with odd names, and with start files that do more than print, behind a real {@code sshd} with a long banner.
 * Both are matters of shells and sshd, before any Java runs.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class OddAccountsTest {
    private static final int FIRST_ID = 72_000;

    /** Lines: more than is held until the context is up. */
    private static final int PRINTED = 30_000;

    private static final int BANNER = 200;

    private static Accounts accounts;
    private static SshServer server;

    private final RecordedOutput output = new RecordedOutput();
    private Mitogen mitogen;

    /** Each is one account. */
    enum Account {
        MACHINE("pc$", "bash", ".bashrc", ""),
        DOMAIN("CORP\\ada", "dash", ".profile", ""),
        MAIL("ada@example.org", "dash", ".profile", ""),
        UMLAUT("jürgen", "dash", ".profile", ""),
        PRINTS("prints", "bash", ".bashrc", "seq 1 " + PRINTED + "; seq 1 " + PRINTED + " >&2\n"),
        PATHLESS("pathless", "bash", ".bashrc", "PATH=\n"),
        READS_LINE(
                "reads-line", "bash", ".bashrc", "read answer\n", Reason.BYTES_ALTERED, "a start file that reads it"),
        READS_ALL(
                "reads-all",
                "bash",
                ".bashrc",
                "cat >/dev/null\n",
                Reason.TIMEOUT,
                "a start file there (.bashrc …) waits for input"),
        BASH_BECOMES_ZSH("becomes-zsh", "bash", ".bashrc", "exec zsh\n", Reason.BOOTSTRAP_FAILED, "another shell than"),
        TCSH_BECOMES_BASH(
                "becomes-bash", "tcsh", ".tcshrc", "exec bash\n", Reason.BOOTSTRAP_FAILED, "another shell than"),
        BASH_EXITS(
                "exits-0", "bash", ".bashrc", "exit 0\n", Reason.BOOTSTRAP_FAILED, "ended without running the script"),
        ZSH_EXITS("exits-3", "zsh", ".zshenv", "exit 3\n", Reason.BOOTSTRAP_FAILED, "exit status 3"),
        /** fish runs the command all the same. */
        FISH_EXITS("fish-exits", "fish", ".config/fish/config.fish", "exit\n");

        final String account;
        final String shell;
        final String startFile;
        final String text;
        final Reason reason;
        final String words;

        Account(String account, String shell, String startFile, String text) {
            this(account, shell, startFile, text, null, null);
        }

        Account(String account, String shell, String startFile, String text, Reason reason, String words) {
            this.account = account;
            this.shell = shell;
            this.startFile = startFile;
            this.text = text;
            this.reason = reason;
            this.words = words;
        }

        @SuppressWarnings("EnumOrdinal") // just to have different ones
        int id() {
            return FIRST_ID + ordinal();
        }

        void create() throws Exception {
            Path shell = Needs.command(this.shell, this.shell);
            Path home = accounts.folder.resolve("home-" + name());
            Path file = home.resolve(startFile);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            accounts.add(account, id(), home, shell);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        accounts = Accounts.create();
        for (Account each : Account.values()) {
            each.create();
        }
        try {
            Processes.run("setpriv", "--reuid=" + FIRST_ID, "--clear-groups", Jvm.java(), "-version");
        } catch (IOException e) {
            Assumptions.abort("this JDK cannot be run by other accounts: " + e.getMessage());
        }
        Path banner = Files.writeString(
                accounts.folder.resolve("banner"), "Unauthorised use is prohibited.\n".repeat(BANNER));
        server = SshServer.start(accounts.prefix(), "Banner " + banner);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (accounts != null) {
            accounts.close();
        }
    }

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(output));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    @ParameterizedTest
    @EnumSource
    void connectsOrSaysWhyNot(Account odd) throws Exception {
        Ssh method = server.method()
                .withUser(odd.account)
                .withTimeout(Duration.ofSeconds(odd == Account.READS_ALL ? 1 : 20));
        Context there = mitogen.connect(method);
        if (NativeText.unfit(odd.account) != null) {
            ConnectFailedException refused = assertThrows(ConnectFailedException.class, there::await);
            assertTrue(refused.getMessage().contains("start this Java in a UTF-8 locale"), refused.getMessage());
            return;
        }
        if (odd.reason == null) {
            assertEquals(odd.id(), there.call(() -> Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
            if (odd == Account.PRINTS) {
                Await.until(
                        "all that was printed is here",
                        () -> output.lines(there, Stream.NATIVE).size() >= BANNER + 2 * PRINTED);
                List<String> lines = new ArrayList<>(output.lines(there, Stream.NATIVE));
                assertTrue(lines.removeIf(line -> line.startsWith("Unauthorised use")));
                assertEquals(2 * PRINTED, lines.size());
                assertEquals(PRINTED, Set.copyOf(lines).size());
            }
            return;
        }
        ConnectFailedException failure = Failures.fails(odd.reason, there::await);
        assertTrue(failure.getMessage().contains(odd.words), failure::getMessage);
    }
}
