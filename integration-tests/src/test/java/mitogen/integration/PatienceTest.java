package mitogen.integration;

import static mitogen.connect.Container.docker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mitogen.Command;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.connect.Container;
import mitogen.connect.ContextSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connects that are tried again, through a stub of docker that counts its runs, and fails for a while. No JDK differs
 * in how often it is tried.
 */
@Tag("build")
final class PatienceTest extends ControllerFixture {
    private static final String NOT_RUNNING = "Error response from daemon: container app is not running";
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    /** Fails so many times, each after some seconds, and says that. */
    private Container app(int failures, double seconds, String said) throws IOException {
        Path stub = Files.writeString(folder.resolve("stub"), """
                #!/bin/sh
                echo run >>%1$s/runs
                if [ $(wc -l <%1$s/runs) -le %2$d ]; then
                    sleep %3$s
                    echo '%4$s' >&2
                    exit 1
                fi
                shift 3
                exec "$@"
                """.formatted(folder, failures, seconds, said));
        assertTrue(stub.toFile().setExecutable(true));
        return docker("app").withBinary(stub.toString());
    }

    private int runs() throws IOException {
        Path runs = folder.resolve("runs");
        return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    }

    private static Reason failure(Context context) {
        return assertThrows(ConnectFailedException.class, context::await).reason();
    }

    @Test
    void whatIsNotUpYetIsTriedAgain() throws Exception {
        Container app = app(2, 0, NOT_RUNNING);
        assertEquals(Reason.NOT_RUNNING, failure(mitogen.connect(app)));
        assertEquals(1, runs(), "nobody is patient unless asked");
        Context context = mitogen.connect(app.withPatience(LONG));
        assertEquals("docker:app", context.call(() -> Context.current().name()), "what was submitted goes along");
        assertEquals(3, runs());
    }

    /** The order to connect travels, with its patience. */
    @Test
    void soIsWhatIsBehindOtherHops() throws Exception {
        String hops = ContextSpec.print(app(1, 0, NOT_RUNNING).withPatience(LONG));
        assertTrue(hops.contains("?patience=600&"), hops);
        assertEquals(
                "local/docker:app",
                mitogen.connect("local/" + hops).call(() -> Context.current().name()));
        assertEquals(2, runs());
    }

    /** Without a context there. The pauses are longer than what the end of a tool that has run a command is watched for. */
    @Test
    void soIsACommandAtTheEndOfTheWay() throws Exception {
        Container app = app(3, 0, NOT_RUNNING).withPatience(LONG);
        assertEquals("x", mitogen.run(app, Command.of("printf", "x")).text());
        assertEquals(4, runs());
    }

    @Test
    void whatDoesNotPassIsNot() throws Exception {
        Container app = app(9, 0, "Error response from daemon: No such container: app");
        assertEquals(Reason.NOT_FOUND, failure(mitogen.connect(app.withPatience(LONG))));
        assertEquals(1, runs());
    }

    @Test
    void patienceHasAnEnd() throws Exception {
        Container app = app(1000, 0, NOT_RUNNING);
        assertEquals(Reason.NOT_RUNNING, failure(mitogen.connect(app.withPatience(Duration.ofMillis(1)))));
        assertEquals(1, runs());
        for (Duration each : List.of(Duration.ofMillis(-1), Duration.ofHours(25))) {
            assertThrows(IllegalArgumentException.class, () -> app.withPatience(each));
        }
    }

    @Test
    void whoPausesCanBeClosed() throws Exception {
        Context context = mitogen.connect(app(1000, 0, NOT_RUNNING).withPatience(LONG));
        Await.until("an attempt has failed", () -> runs() >= 2);
        context.close();
        assertEquals(Reason.CLOSED, failure(context));
    }

    /** Both attempts together take longer than the timeout of each. */
    @Test
    void eachAttemptHasTheWholeTimeout() throws Exception {
        Container app = app(2, 2.5, NOT_RUNNING).withTimeout(Duration.ofSeconds(4));
        assertEquals(1, mitogen.connect(app.withPatience(LONG)).call(() -> 1));
        assertEquals(3, runs());
    }
}
