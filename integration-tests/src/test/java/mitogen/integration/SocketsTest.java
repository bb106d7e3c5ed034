package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link SocketContract} and {@link ForwardContract} for contexts near and far. */
final class SocketsTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @Test
    void theEndOfItsProcessIsNoEndOfAConnection() throws Exception {
        try (Mitogen mitogen = Mitogen.open();
                ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (boolean kill : List.of(false, true)) {
                Context context = mitogen.connect(local());
                long pid = context.call(() -> ProcessHandle.current().pid());
                try (Socket there = context.sockets().createSocket("localhost", listening.getLocalPort());
                        Socket here = listening.accept()) {
                    there.getOutputStream().write(1);
                    assertEquals(1, here.getInputStream().read());
                    if (kill) {
                        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                    } else {
                        context.close();
                    }
                    assertThrows(
                            SocketException.class, () -> here.getInputStream().read());
                }
            }
        }
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
