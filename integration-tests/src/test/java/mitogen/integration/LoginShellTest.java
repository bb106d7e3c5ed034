package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever shell an account has, and whatever its start files print. They run before any Java does. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class LoginShellTest {
    private static final int FIRST_ID = 73_000;

    private static Accounts accounts;
    private static SshServer server;

    /** Shells, their Debian packages, and the file that they read at each start; null where they read none. */
    enum Shell {
        DASH("dash", "dash", null),
        BASH("bash", "bash", ".bashrc"),
        FISH("fish", "fish", ".config/fish/config.fish"),
        TCSH("tcsh", "tcsh", ".tcshrc"),
        ZSH("zsh", "zsh", ".zshenv"),
        ASH("busybox", "busybox-static", null);

        final String command;
        final String debianPackage;
        final String startFile;

        Shell(String command, String debianPackage, String startFile) {
            this.command = command;
            this.debianPackage = debianPackage;
            this.startFile = startFile;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        accounts = Accounts.create();
        try {
            Processes.run("setpriv", "--reuid=" + FIRST_ID, "--clear-groups", Jvm.java(), "-version");
        } catch (IOException e) {
            Assumptions.abort("this JDK cannot be run by other accounts: " + e.getMessage());
        }
        server = SshServer.start(accounts.prefix());
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

    @ParameterizedTest
    @EnumSource(Shell.class)
    @SuppressWarnings("EnumOrdinal") // just to have different numbers
    void connectsAndCalls(Shell shell) throws Exception {
        Path program = Needs.command(shell.command, shell.debianPackage);
        if (shell == Shell.ASH) {
            program = accounts.folder.resolve("ash");
            Files.createSymbolicLink(program, Needs.command("busybox", shell.debianPackage));
        }
        String user = "with-" + shell.command;
        Path home = Files.createDirectory(accounts.folder.resolve("home-" + user));
        // Both print before the command runs; the second is sshd's own, for any shell.
        if (shell.startFile != null) {
            write(home.resolve(shell.startFile), "echo \"hello from the start file\"\n");
        }
        write(home.resolve(".ssh/rc"), "echo \"hello from rc\"; echo \"oops\" >&2\n");
        accounts.add(user, FIRST_ID + shell.ordinal(), home, program);
        RecordedOutput output = new RecordedOutput();
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(output))) {
            Context context = mitogen.connect(server.method().withUser(user));
            assertEquals(user, context.call(() -> System.getProperty("user.name")));
            CommandResult result = mitogen.run(server.method().withUser(user), Command.shell("echo $USER; echo e >&2"));
            assertEquals(user + "\n", result.text());
            assertEquals("e\n", result.errorText());
            int large = 100_000;
            assertEquals(large, context.call(() -> new byte[large]).length);

            Await.until(
                    "what was printed on the way arrives",
                    () -> output.lines(context, Stream.NATIVE).contains("hello from rc"));
            assertTrue(
                    shell.startFile == null
                            || output.lines(context, Stream.NATIVE).contains("hello from the start file"),
                    () -> output.lines(context, Stream.NATIVE).toString());
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
