package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import mitogen.fixtures.OwnCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --become} with the real sudo, su and doas, and the passwords that these want. */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class CommandBecomeTest {
    private static Accounts accounts;
    private static String ada;

    @TempDir
    Path folder;

    private final CommandHere command = new CommandHere();

    @BeforeAll
    static void start() throws Exception {
        Needs.command("sudo", "sudo");
        Needs.command("doas", "opendoas");
        accounts = Accounts.create();
        Path enter = Files.writeString(
                accounts.folder.resolve("as-ada"),
                "#!/bin/sh\nexec " + accounts.folder + "/enter setpriv --reuid=ada --regid=ada --init-groups \"$@\"\n");
        Files.setPosixFilePermissions(enter, PosixFilePermissions.fromString("rwxr-xr-x"));
        ada = "exec:" + enter.toString().replace("/", "%2F");
    }

    @AfterAll
    static void stop() throws Exception {
        if (accounts != null) {
            accounts.close();
        }
    }

    private int run(String target, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", "-t", target, "--java", Jvm.java()));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", "id", "-un"));
        return command.run(arguments);
    }

    private Path passwordOf(String account) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), Accounts.password(account) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** sudo and doas want the password of who calls them, su that of the other account. */
    @ParameterizedTest
    @CsvSource({"sudo, ada", "doas, ada", "su, bob"})
    void eachMethodBecomesTheAccount(String method, String whose) throws Exception {
        assertEquals(
                0,
                run(ada, "--become=bob", "--become-method=" + method, "--password-file", passwordOf(whose) + ""),
                command::err);
        assertEquals("bob\n", command.out());
    }

    @Test
    void withoutAPasswordNoneIsSentAndItIsToldWhatToDo() {
        assertEquals(4, run(ada, "--become=bob"));
        assertTrue(command.err().contains("sudo needs a password, and none was given"), command::err);
        assertTrue(command.err().contains("as-ada/sudo:bob"), "it names the hop: " + command.err());
        assertEquals(4, run(ada, "--become=bob", "--password-command", "echo wrong"));
        assertTrue(command.err().contains("sudo did not accept the password"), command::err);
        assertEquals(0, run(ada + "/sudo:free", "--become=free"), command::err); // which free may not do again
        assertEquals("free\n", command.out());
    }

    @Test
    void severalTargetsAreNamedAsIfTheHopHadBeenWritten() throws Exception {
        String[] options = {"--json", "--become=bob", "--become-method=su", "--password-file", passwordOf("bob") + ""};
        assertEquals(4, run("local," + ada, options), "the machine itself has no bob: " + command.err());
        String told = command.out();
        assertTrue(told.contains("{\"target\":\"local/su:bob\",\"ok\":false"), told);
        assertTrue(told.contains("as-ada/su:bob\",\"ok\":true,\"status\":0"), told);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertEquals(2, run("local", "--become-method=su"));
        assertTrue(command.err().startsWith("mitogen: --become-method is about --become"), command::err);
        assertEquals(2, run("local", "--become=-x"));
        assertTrue(command.err().contains("--become: '-x' is not a"), command::err);
        assertEquals(2, run("local", "--become", "--become-method=docker"));
        assertTrue(command.err().contains("--become-method takes sudo, su or doas, not docker"), command::err);
        assertEquals(2, run("local", "--become", "--ask-each"));
    }

    /** What is asked at a real terminal, and where the answers go. */
    @Test
    void whoeverTypesIsToldForWhom() throws Exception {
        String asked = "Password of its account at exec:as-ada, to become bob (exec:as-ada/sudo:bob)";
        String printed = "== WAY/sudo:bob,WAY/sudo:bob#2 (2)\nbob\n";
        assertEquals(asked + " and 1 more hop: \n" + printed, screen("-t " + ada + "," + ada + " -K"));
        String other = ada + "?timeout=20";
        String each = screen("-t " + ada + "," + other + " -K --ask-each");
        assertEquals(asked + ": \n" + asked + ": \n", each.substring(0, each.indexOf("== WAY")));
    }

    private String screen(String options) throws Exception {
        String program = OwnCommand.line() + " run " + options + " -b --color never --become=bob --java " + Jvm.java()
                + " -- id -un 2>" + folder + "/err";
        String screen = TypedAtScreen.screen(
                program, shown -> shown.endsWith("): ") || shown.endsWith("hop: "), Accounts.password("ada"));
        assertFalse(screen.contains(Accounts.SECRET), screen);
        return screen.replace("\r", "").replace(ada, "WAY");
    }
}
