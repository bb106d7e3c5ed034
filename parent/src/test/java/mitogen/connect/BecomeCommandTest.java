package mitogen.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.ConnectionMethod;
import mitogen.Secret;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import org.junit.jupiter.api.Test;

/** Command lines of sudo, su and doas, and what their messages mean. */
final class BecomeCommandTest {
    private static final Secret SECRET = new Secret("open sesame");

    private static List<String> command(ConnectionMethod method) {
        List<String> command = ((CommandMethod) method).command("x");
        assertFalse(command.toString().contains("sesame"), command::toString);
        String script = command.get(command.size() - (method instanceof Su ? 2 : 1));
        assertTrue(script.contains("x"), script);
        return command.stream().map(word -> word.equals(script) ? "…" : word).toList();
    }

    @Test
    void whatIsShownHasNoScript() {
        assertEquals(
                List.of("sudo", "-n", "-i", "--", "sh", "-c", "…"),
                shown(Sudo.sudo().withLogin().withEnvironment("A", "ü")));
        assertEquals(List.of("su", "-c", "exec /bin/sh -c '…'", "root"), shown(Su.su()));
    }

    private static List<String> shown(ConnectionMethod method) {
        return ((CommandMethod) method).command("…");
    }

    @Test
    void sudo() {
        assertEquals(List.of("sudo", "-n", "--", "sh", "-c", "…"), command(Sudo.sudo()));
        assertEquals(
                List.of("sudo3", "-A", "-u", "app", "-i", "-E", "-r", "role", "-t", "type", "--", "sh", "-c", "…"),
                command(Sudo.sudo("app")
                        .withPassword(SECRET)
                        .withLogin()
                        .withEnvironmentPreserved()
                        .withRole("role")
                        .withType("type")
                        .withBinary("sudo3")));
    }

    @Test
    void su() {
        assertEquals(List.of("su", "-c", "…", "root"), command(Su.su()));
        assertEquals(
                List.of("su2", "-l", "-p", "-c", "…", "app"),
                command(Su.su("app").withLogin().withEnvironmentPreserved().withBinary("su2")));
    }

    @Test
    void doas() {
        assertEquals(List.of("doas", "-n", "-u", "app", "sh", "-c", "…"), command(Doas.doas("app")));
        List<String> asking = command(Doas.doas("app").withBinary("doas2").withPassword(SECRET));
        assertEquals(List.of("/bin/sh", "-c"), asking.subList(0, 2));
        assertTrue(asking.get(2).contains("'doas2' '-n' '-u' 'app' 'sh' '-c' ':'"), asking.get(2));
    }

    /** The script goes through any login shell between single quotes. */
    @Test
    void whatIsAddedToTheScriptIsFitForAnyLoginShell() {
        String script = ((CommandMethod) Su.su().withEnvironment("A", "it's \\ ! \n $x"))
                .command("x")
                .get(2);
        String inner = script.substring("exec /bin/sh -c '".length(), script.length() - 1);
        assertTrue(inner.chars().noneMatch(c -> c == '\'' || c == '!' || c == '\n'), inner);
        assertFalse(inner.contains("\\\\"), inner);
    }

    @Test
    void namesThatAreNone() {
        for (String name : List.of("", "-x", "a\nb")) {
            assertThrows(IllegalArgumentException.class, () -> Sudo.sudo(name));
            assertThrows(IllegalArgumentException.class, () -> Su.su(name));
            assertThrows(IllegalArgumentException.class, () -> Doas.doas(name));
            assertThrows(IllegalArgumentException.class, () -> Sudo.sudo().withEnvironment(name, "x"));
        }
    }

    /** The first is what is said after a wrong password, the second where one is missing. */
    @Test
    void messagesAreUnderstood() {
        List<List<Object>> all = List.of(
                List.of(Sudo.sudo(), "sudo: 1 incorrect password attempt", "sudo: a password is required"),
                List.of(
                        Sudo.sudo(),
                        "sudo: maximum 3 incorrect authentication attempts reached",
                        "sudo: interactive authentication is required"),
                List.of(Doas.doas(), "doas: Authentication failed", "doas: Authentication required"));
        for (List<Object> each : all) {
            CommandMethod method = (CommandMethod) each.get(0);
            assertEquals(
                    Reason.PASSWORD_WRONG,
                    method.diagnose(failure(Stage.CONNECTING, (String) each.get(1)))
                            .reason());
            assertEquals(
                    Reason.PASSWORD_NEEDED,
                    method.diagnose(failure(Stage.CONNECTING, (String) each.get(2)))
                            .reason());
        }
        for (String line : List.of("su: Authentication failure", "su: incorrect password")) {
            ConnectFailure failure = failure(Stage.CONNECTING, line);
            assertEquals(
                    Reason.PASSWORD_WRONG,
                    ((CommandMethod) Su.su().withPassword(SECRET))
                            .diagnose(failure)
                            .reason());
            assertEquals(
                    Reason.PASSWORD_NEEDED,
                    ((CommandMethod) Su.su()).diagnose(failure).reason());
        }
    }

    @Test
    void othersWordsAreNotMistakenForTheirs() {
        for (ConnectionMethod each : List.of(Sudo.sudo(), Su.su(), Doas.doas())) {
            CommandMethod method = (CommandMethod) each;
            String tool = method.command("").get(0);
            for (String line : List.of(
                    tool + ": a password is required", tool + ": Authentication failure", tool + ": anything")) {
                assertNull(method.diagnose(failure(Stage.SHELL, line)), line);
                assertEquals(
                        Reason.NOT_LET_IN,
                        method.diagnose(failure(Stage.CONNECTING, tool + ": anything"))
                                .reason());
            }
            assertNull(method.diagnose(failure(Stage.CONNECTING, "sh: /opt/x: Permission denied")));
            assertNull(method.diagnose(failure(Stage.CONNECTING, "This account is not available.")));
        }
    }

    private static ConnectFailure failure(Stage stage, String line) {
        return new ConnectFailure("x", "y", stage, List.of("x"), 1, true, false, List.of(line));
    }
}
