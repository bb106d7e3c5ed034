package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;

import java.time.Duration;
import java.util.List;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** {@link CommandContract} for commands at the end of a way. */
final class WayCommandsTest {
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    /** A place without a context: commands are run from the one before it. All else is done by a context that is there too. */
    record Behind(Context inner, Context from, ConnectionMethod method) implements ForwardingContext {
        @Override
        public Call<CommandResult> submit(Command command) {
            return from.submit(method, command);
        }

        @Override
        public Context withTimeout(Duration timeout) {
            return new Behind(inner.withTimeout(timeout), from.withTimeout(timeout), method);
        }

        @Override
        public String toString() {
            return inner.toString();
        }
    }

    abstract static class WayContract extends CommandContract {
        @Override
        Context tested() {
            int last = way().size() - 1;
            Context from = connect(mitogen, way().subList(0, last));
            return new Behind(from.connect(way().get(last)), from, way().get(last));
        }
    }

    /** Another shell in the place of /bin/sh. */
    abstract static class ShellContract extends CommandWordsContract {
        private final String shell;

        ShellContract(String shell) {
            this.shell = shell;
        }

        @Override
        List<ConnectionMethod> way() {
            Needs.root("put another shell in the place of /bin/sh");
            String put = "mount --bind " + Needs.command(shell, shell) + " $(readlink -f /bin/sh) && exec \"$@\"";
            return List.of(exec("unshare", "-m", "sh", "-c", put, "sh"));
        }

        @Override
        Context tested() {
            ConnectionMethod method = way().get(0);
            return new Behind(mitogen.connect(method), mitogen.context(), method);
        }
    }

    @Nested
    final class Bash extends ShellContract {
        Bash() {
            super("bash");
        }
    }

    @Nested
    final class BusyBox extends ShellContract {
        BusyBox() {
            super("busybox");
        }
    }

    @Nested
    final class Local extends WayContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(local());
        }
    }

    @Nested
    @Tag("build")
    final class Ssh extends WayContract {
        @Override
        List<ConnectionMethod> way() {
            return List.of(server.method());
        }
    }
}
