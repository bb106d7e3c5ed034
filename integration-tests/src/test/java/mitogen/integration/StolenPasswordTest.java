package mitogen.integration;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.Context;
import mitogen.Secret;
import mitogen.connect.ProcessMethod.PasswordMethod;
import mitogen.connect.Su;
import mitogen.connect.Sudo;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A password was given, and the tool asks for none. Then the other account's start files, or whatever stands for its
 * shell,
 * print all that could be taken for the tool's question, and read what comes. Shell text decides that, on each JDK.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class StolenPasswordTest {
    /** Says what it can find out about who started it, and the words of tools; and reads for a second. */
    private static final String THIEF = """
            printf 'Choose environment: '
            printf '\\nPassword: '
            printf '\\nPassword: ' >&2
            printf "\\n$LOGNAME's Password: " >&2
            for file in /proc/$PPID/cmdline /proc/$PPID/environ /proc/self/environ; do
                for word in $(tr '\\0' '\\n' <$file 2>/dev/null); do
                    printf '\\n%s' "${word#*=}"
                    printf '\\n%s' "${word#*=}" >&2
                done
            done
            echo ready >FOLDER/asked
            timeout 1 sh -c 'IFS= read -r word && echo "$word" >FOLDER/stolen'
            echo
            echo >&2
            """;

    private static Accounts accounts;

    @BeforeAll
    static void start() throws Exception {
        Needs.command("sudo", "sudo");
        accounts = Accounts.create();
    }

    @AfterAll
    static void stop() throws Exception {
        if (accounts != null) {
            accounts.close();
        }
    }

    /** The thief's text, and a folder for what it gets. */
    private static String thief(Path folder) throws Exception {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, fromString("rwxrwxrwx"));
        return THIEF.replace("FOLDER", folder.toString());
    }

    private static void assertNothingStolen(Path folder) throws Exception {
        assertTrue(Files.exists(folder.resolve("asked")), "it did not run");
        assertFalse(Files.exists(folder.resolve("stolen")), "it has the password");
    }

    private static String user(Context from, PasswordMethod<?> method) {
        return from.connect(method.withJava(Jvm.java())).call(() -> System.getProperty("user.name"));
    }

    private static Mitogen mitogen() {
        return Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @Test
    void aStartFileBehindSudoOrSuGetsNoPassword() throws Exception {
        Path folder = accounts.folder.resolve("behind-sudo");
        Path profile = Files.writeString(
                accounts.folder.resolve("home-" + Accounts.FREE).resolve(".profile"), thief(folder));
        Secret secret = new Secret(Accounts.password(Accounts.ADA));
        try (Mitogen mitogen = mitogen()) {
            Context root = mitogen.connect(accounts.method());
            Context ada = root.connect(su(Accounts.ADA).withJava(Jvm.java()));
            Sudo sudo = sudo(Accounts.FREE).withLogin().withPassword(secret);
            assertEquals(Accounts.FREE, user(ada, sudo));
            assertNothingStolen(folder);
            Su su = su(Accounts.FREE).withLogin().withPassword(secret);
            assertEquals(Accounts.FREE, user(root, su));
            assertNothingStolen(folder);
            assertEquals(Accounts.FREE, user(root, su.withPassword(null)));
        } finally {
            Files.delete(profile);
        }
    }

    /** The key was enough; what answers in place of the shell knows the script, and the environment that ssh hands over. */
    @Test
    void whatStandsForTheShellBehindSshGetsNoPassword() throws Exception {
        Path folder = accounts.folder.resolve("behind-ssh");
        Path command = Files.writeString(
                accounts.folder.resolve("command"),
                "#!/bin/sh\nhex=${SSH_ORIGINAL_COMMAND#*N=m}\nhex=${hex%%;*}\n"
                        + "printf 'password%s' $hex\nprintf 'password%s' $hex >&2\n"
                        + thief(folder)
                        + "exec sh -c \"$SSH_ORIGINAL_COMMAND\"\n");
        Files.setPosixFilePermissions(command, fromString("rwxr-xr-x"));
        try (SshServer server = SshServer.start("ForceCommand " + command, "AcceptEnv *");
                Mitogen mitogen = mitogen()) {
            PasswordMethod<?> ssh =
                    server.method().withOption("SendEnv=*").withPassword(new Secret(Accounts.password(Accounts.BOB)));
            assertEquals("root", user(mitogen.context(), ssh));
            assertNothingStolen(folder);
        }
    }

    /** Nobody asked for a password, and there is none: words with a colon are words. */
    @Test
    void aStartFileMayTakeItsTimeBehindAColon() throws Exception {
        Path profile = Files.writeString(
                accounts.folder.resolve("home-" + Accounts.BOB).resolve(".profile"),
                "printf 'Loading modules: '\ntimeout 1 sh -c 'read word'\necho done\n");
        try (Mitogen mitogen = mitogen()) {
            Context root = mitogen.connect(accounts.method());
            assertEquals(Accounts.BOB, user(root, su(Accounts.BOB).withLogin()));
        } finally {
            Files.delete(profile);
        }
    }
}
