package mitogen.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.ContextSpec;
import org.junit.jupiter.api.Test;

final class PasswordPromptTest {
    private static String of(String target, int others) {
        List<ConnectionMethod> way = ContextSpec.parse(target).methods();
        return PasswordPrompt.of(way, way.size() - 1, others);
    }

    @Test
    void itNamesAccountHostAndWay() {
        assertEquals("Password of ada at web1 (ssh:ada@web1): ", of("ssh:ada@web1", 0));
        assertEquals(
                "Password of the account that ssh chooses at web1 port 22 (ssh:web1:22) and 1 more hop: ",
                of("ssh:web1:22", 1));
        assertEquals(
                "Password of ada at web1, to become root (ssh:ada@web1/sudo) and 2 more hops: ",
                of("ssh:ada@web1/sudo", 2));
        assertEquals(
                "Password of root at web1, to become app (ssh:web1/su:root/doas:app): ",
                of("ssh:web1/su:root/doas:app", 0));
        assertEquals(
                "Password of " + System.getProperty("user.name") + " at this machine, to become bob (sudo:bob): ",
                of("sudo:bob", 0));
        assertEquals(
                "Password of bob at docker:billing (ssh:web1/docker:billing/su:bob): ",
                of("ssh:web1/docker:billing/su:bob", 0));
    }
}
