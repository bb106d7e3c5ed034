package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever shell an account has, and whatever its start files print. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class LoginShellTest {
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
        server = SshServer.shared();
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    void connectsAndCalls(Shell shell) throws Exception {
        Needs.root("add an account");
        Path program = Needs.command(shell.command, shell.debianPackage);
        if (shell == Shell.ASH) {
            program = server.folder.resolve("ash");
            Files.createSymbolicLink(program, Needs.command("busybox", shell.debianPackage));
        }
        String user = "mitogen" + ThreadLocalRandom.current().nextInt(1_000_000);
        Path home = Files.createDirectory(server.folder.resolve(user));
        RecordedOutput output = new RecordedOutput();
        Processes.run("useradd", "-M", "-d", home.toString(), "-s", program.toString(), "-p", "*", user);
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(output))) {
            // Both print before the command runs; the second is sshd's own, for any shell.
            if (shell.startFile != null) {
                write(home.resolve(shell.startFile), "echo \"hello from the start file\"\n");
            }
            write(home.resolve(".ssh/rc"), "echo \"hello from rc\"; echo \"oops\" >&2\n");
            Processes.run("chown", "-R", user, home.toString());
            try {
                Processes.run("su", "-s", "/bin/sh", "-c", Jvm.java() + " -version", user);
            } catch (IOException e) {
                Assumptions.abort("this JDK cannot be run by other accounts: " + e.getMessage());
            }

            Context context = mitogen.connect(server.method().withUser(user));
            assertEquals(user, context.call(() -> System.getProperty("user.name")));
            int large = 100_000;
            assertEquals(large, context.call(() -> new byte[large]).length);

            Await.until(
                    "what was printed on the way arrives",
                    () -> output.lines(context, Stream.NATIVE).contains("hello from rc"));
            assertTrue(
                    shell.startFile == null
                            || output.lines(context, Stream.NATIVE).contains("hello from the start file"),
                    () -> output.lines(context, Stream.NATIVE).toString());
        } finally {
            Await.until("the account is free", () -> {
                try {
                    Processes.run("userdel", user);
                    return true;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
