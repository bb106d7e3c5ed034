package mitogen.integration;

import static mitogen.connect.InProcess.inProcess;
import static mitogen.connect.Local.local;

import java.util.List;
import mitogen.ConnectionMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** {@link ServiceContract} for the ways that there are, one to three hops long; some only in the long form of the tests. */
final class ServiceTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Nested
    final class Local extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class InProcess extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess());
        }
    }

    @Nested
    final class InProcessThree extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess(), inProcess(), inProcess());
        }
    }

    @Nested
    final class InProcessDelay extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess().over(Faulty.harmless(Faulty.Kind.DELAY)));
        }
    }

    @Nested
    @Tag("long")
    final class LocalLocalLocal extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), local(), local());
        }
    }

    @Nested
    final class Ssh extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }
    }

    @Nested
    final class LocalSsh extends ServiceContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), server.method());
        }
    }
}
