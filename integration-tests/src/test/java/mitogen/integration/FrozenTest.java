package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * When processes stop without ending, so that no stream ends: only the heartbeat tells. A process that is stopped is
 * silent on each JDK.
 */
@Tag("build")
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class FrozenTest {
    private static final long LIMIT_SECONDS = 3;
    private static final Task<Long> PID = () -> ProcessHandle.current().pid();
    static final Task<String> FOREVER = () -> {
        new CountDownLatch(1).await();
        return "never";
    };

    private static SshServer server;

    private Mitogen mitogen;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @BeforeEach
    void open() {
        mitogen =
                Mitogen.open(Options.defaults().withOutput(new RecordedOutput()).withHeartbeat(Duration.ofMillis(300)));
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    @Test
    void frozenLocalChildIsGivenUpAndKilled() throws Exception {
        Context child = mitogen.connect(local());
        Context behind = child.connect(local());
        behind.await();
        try (Frozen frozen = new Frozen(child.call(PID))) {
            assertGivenUp(child, child.submit(FOREVER));
            assertGivenUp(child, behind.submit(FOREVER));
            Await.until("the frozen process is killed", () -> !Processes.alive(frozen.pid));
        }
    }

    @Test
    void frozenJvmBehindSshIsGivenUpAndEndsWhenItThaws() throws Exception {
        Context child = mitogen.connect(server.method());
        long pid = child.call(PID);
        try (Frozen frozen = new Frozen(pid)) {
            assertGivenUp(child, child.submit(FOREVER));
            assertTrue(Processes.alive(frozen.pid), "it is out of reach: nobody can kill it");
        }
        Await.until("it ends when it goes on", () -> !Processes.alive(pid));
    }

    /** The child of a frozen parent cannot know whether that will go on; it ends, as it would if the parent were gone. */
    @Test
    void childOfAFrozenParentEnds() throws Exception {
        Context middle = mitogen.connect(server.method()); // killing ssh does not kill what is behind it
        Context last = middle.connect(local());
        long lastPid = last.call(PID);
        long middlePid = middle.call(PID);
        try (Frozen frozen = new Frozen(middlePid)) {
            Await.until("the child ends by itself", Duration.ofSeconds(LIMIT_SECONDS), () -> !Processes.alive(lastPid));
            assertTrue(Processes.alive(frozen.pid), "its parent is still there");
        }
        Await.until("the parent ends when it goes on", () -> !Processes.alive(middlePid));
    }

    /** Its parent has two seconds for its own end, and nobody else can kill it. */
    @Test
    void frozenGrandchildIsKilledAtTheClose() throws Exception {
        Mitogen patient = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
        Context last = patient.connect(local()).connect(local());
        try (Frozen frozen = new Frozen(last.call(PID))) {
            patient.close();
            Await.until("it is killed", Duration.ofSeconds(1), () -> !Processes.alive(frozen.pid));
        }
    }

    static void assertGivenUp(Context frozen, Call<String> call) {
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> call.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertTrue(thrown.getCause() instanceof ContextLostException, thrown::toString);
        String message = thrown.getCause().getMessage();
        assertTrue(message.contains("nothing was heard of it for 0.9 s"), message);
        assertTrue(message.contains("frozen"), message);
        assertTrue(message.contains(frozen.name()), message);
        assertTrue(message.contains("its process was killed"), message);
    }
}
