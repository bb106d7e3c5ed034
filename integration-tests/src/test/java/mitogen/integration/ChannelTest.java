package mitogen.integration;

import static mitogen.connect.InProcess.inProcess;
import static mitogen.connect.Local.local;

import java.util.List;
import mitogen.ConnectionMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** {@link ChannelContract} for the ways that there are, one to three hops long. */
final class ChannelTest {
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
    final class Local extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class InProcess extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess());
        }
    }

    @Nested
    final class InProcessThree extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess(), inProcess(), inProcess());
        }
    }

    @Nested
    final class InProcessSplit extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess().over(Faulty.harmless(Faulty.Kind.SPLIT)));
        }
    }

    @Nested
    @Tag("long")
    final class LocalLocalLocal extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), local(), local());
        }
    }

    @Nested
    @Tag("long")
    final class Ssh extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }
    }

    @Nested
    final class LocalSsh extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), server.method());
        }
    }

    @Nested
    @Tag("long")
    final class SshLocalSsh extends ChannelContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), local(), server.method());
        }
    }
}
