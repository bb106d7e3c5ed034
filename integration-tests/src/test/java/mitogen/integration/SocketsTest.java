package mitogen.integration;

import static mitogen.connect.Local.local;

import java.util.List;
import mitogen.ConnectionMethod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** {@link SocketContract} and {@link ForwardContract} for contexts near and far. */
final class SocketsTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @Nested
    final class Local extends SocketContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class Ssh extends SocketContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }
    }

    @Nested
    final class SshLocal extends SocketContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), local());
        }
    }

    @Nested
    final class ForwardsLocal extends ForwardContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class ForwardsSsh extends ForwardContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }
    }

    @Nested
    final class ForwardsSshLocal extends ForwardContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), local());
        }
    }
}
