package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import mitogen.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where the command gets passwords from, and that they reach the hop that they are for. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class CommandPasswordTest {
    private static final FileAttribute<?> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static Accounts accounts;
    private static String enter;

    @TempDir
    Path folder;

    private final CommandHere command = new CommandHere();

    @BeforeAll
    static void start() throws Exception {
        accounts = Accounts.create();
        enter = "exec:" + accounts.folder.toString().replace("/", "%2F") + "%2Fenter";
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

    @Test
    void eachPasswordForItsHop() throws Exception {
        Path file = Files.createFile(folder.resolve("ada"), OURS);
        Files.writeString(file, Accounts.password("ada") + "\r\nnot this\n");
        assertEquals(
                0,
                run(
                        enter + "/su:ada/sudo:bob/su:tty-only",
                        "--password-file",
                        "sudo:bob=" + file,
                        "--password-command",
                        "echo " + Accounts.password("tty-only")),
                command::err);
        assertEquals("tty-only\n", command.out());
    }

    @Test
    void whatFailsIsTold() throws Exception {
        assertEquals(4, run(enter + "/su:ada/sudo:bob"));
        assertTrue(command.err().contains("sudo needs a password, and none was given"), command::err);
        assertEquals(4, run(enter + "/su:ada/sudo:bob", "--password-command", "echo wrong"));
        assertTrue(command.err().contains("sudo did not accept the password"), command::err);
        assertFalse(command.err().contains("wrong\n"), command::err);
        assertEquals(2, run("local", "--password-command", "echo x"));
        assertTrue(command.err().contains("no hop of the targets takes a password"), command::err);
        assertEquals(2, run("sudo:bob", "--password-file", "su=" + folder));
        assertTrue(command.err().contains("no hop of the targets is called su"), command::err);
        assertEquals(2, run("sudo:bob", "--password-file", folder + "/none"));
        assertTrue(command.err().contains("--password-file: " + folder + "/none"), command::err);
        Path open = Files.writeString(folder.resolve("open"), "x");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(2, run("sudo:bob", "--password-file", open.toString()));
        assertTrue(command.err().contains("is open to others (its mode is 644)"), command::err);
        Path empty = Files.createFile(folder.resolve("empty"), OURS);
        for (String text : List.of("", "\n", "\r\nsecond", "x".repeat(5000))) {
            Files.writeString(empty, text);
            assertThrows(IOException.class, () -> Secret.ofFile(empty));
        }
        assertThrows(IOException.class, () -> Secret.ofCommand("echo secret; exit 3"));
    }

    /** A program in a terminal of its own, whose standard input and output are something else. */
    static final class Asks {
        private Asks() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("got " + Secret.ofTerminal("Your word? ").reveal());
        }
    }

    @Test
    void theTerminalDoesNotShowIt() throws Exception {
        Path got = folder.resolve("got");
        String program = Jvm.java() + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "
                + System.getProperty("java.class.path") + " '" + Asks.class.getName()
                + "' </dev/null >" + got;
        String screen = TypedAtScreen.screen(program, shown -> shown.endsWith("Your word? "), "open sesame");
        assertEquals("got open sesame\n", Files.readString(got));
        assertFalse(screen.contains("sesame"), screen);
        IOException none = assertThrows(IOException.class, CommandPasswordTest::withoutATerminal);
        assertTrue(none.getMessage().contains("the terminal gave no password"), none::getMessage);
    }

    private static void withoutATerminal() throws IOException, InterruptedException {
        String text =
                Processes.run("setsid", Jvm.java(), "-cp", System.getProperty("java.class.path"), Asks.class.getName());
        throw new AssertionError(text);
    }
}
