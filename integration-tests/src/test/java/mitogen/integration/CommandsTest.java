package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;

import java.util.List;
import mitogen.ConnectionMethod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** {@link CommandProcessContract} for some ways. */
final class CommandsTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @Nested
    final class Local extends CommandProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class InProcess extends CommandProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess());
        }
    }

    @Nested
    final class SshLocal extends CommandProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), local());
        }
    }
}
