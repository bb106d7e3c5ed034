package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * {@link ContextContract} for the ways that there are, one to five hops long; some only in the long form of the tests. How the
 * bytes of a link come and how many contexts in this JVM they cross has nothing to do with the JDK.
 */
final class ContextTest {
    private static final Fault DELAY = Fault.delay(Duration.ofNanos(1_500_000));

    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @Nested
    final class Local extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    /** Each test is the first that its process sees. In the ordinary form that is so for {@link InProcess} alone. */
    @Nested
    @Tag("long")
    final class LocalFresh extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    final class InProcess extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess());
        }
    }

    @Nested
    @Tag("build")
    final class InProcessFive extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess(), inProcess(), inProcess(), inProcess(), inProcess());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("build")
    final class InProcessCrumbs extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess().over(new Crumbs()));
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("build")
    final class InProcessDelay extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(inProcess().over(DELAY));
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class LocalLocal extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), local());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    /** Three hops, of which the one in the middle has no process of its own. */
    @Nested
    @Tag("build")
    final class LocalInProcessLocal extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), inProcess(), local());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class LocalLocalLocal extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), local(), local());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    final class Ssh extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class SshSsh extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), server.method());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class LocalSsh extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), server.method());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class SshLocalSsh extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method(), local(), server.method());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class InProcessSplit extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return faulty(Fault.split(), 1);
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class InProcessSplitTwo extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return faulty(Fault.split(), 2);
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class InProcessSplitFive extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return faulty(Fault.split(), 5);
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class InProcessDelayTwo extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return faulty(DELAY, 2);
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class InProcessDelayFive extends ContextContract {
        @Override
        List<ConnectionMethod> way() {
            return faulty(DELAY, 5);
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class LocalFive extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), local(), local(), local(), local());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class MixedFive extends ProcessContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local(), server.method(), inProcess(), server.method(), local());
        }

        @Override
        boolean shared() {
            return true;
        }
    }

    private static List<ConnectionMethod> faulty(Fault fault, int hops) {
        return Collections.nCopies(hops, inProcess().over(fault));
    }
}
