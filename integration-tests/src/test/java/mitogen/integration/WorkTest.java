package mitogen.integration;

import static mitogen.connect.Sudo.sudo;
import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;

import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.Container;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** {@link WorkContract} for the nearest context and for one that nothing leads to but three hops. */
final class WorkTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @Nested
    final class InProcess extends WorkContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess());
        }
    }

    @Nested
    final class Local extends WorkContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class Ssh extends WorkContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }
    }

    /** The container has files, processes and a loopback of its own. */
    @Nested
    final class SshSudoPodman extends WorkContract {
        private static Engine engine;

        @BeforeAll
        static void startEngine() throws Exception {
            engine = Engine.start("podman", "podman:podman", "runc:runc", "buildah:buildah", "docker:podman-docker");
        }

        @AfterAll
        static void stopEngine() throws Exception {
            if (engine != null) {
                engine.close();
            }
        }

        @Override
        List<ConnectionMethod> way() {
            return List.of(
                    server.method(),
                    sudo(),
                    Container.podman("app").withBinary(engine.file("podman")).withJava(Jvm.java()));
        }
    }
}
