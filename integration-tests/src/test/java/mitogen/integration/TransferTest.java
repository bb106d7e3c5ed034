package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.connect.Local.local;
import static mitogen.connect.Sudo.sudo;
import static mitogen.testing.InProcess.inProcess;

import java.util.List;
import mitogen.ConnectionMethod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** {@link TransferContract} for the ways that there are to a context. */
final class TransferTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @Nested
    final class InProcess extends TransferContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess());
        }
    }

    @Nested
    final class Local extends TransferContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    /** Where Java cannot decode a name that is not ASCII. */
    @Nested
    final class SshLocaleC extends TransferContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), exec("env", "LC_ALL=C"));
        }
    }

    @Nested
    final class SshSudo extends TransferContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), sudo());
        }
    }
}
