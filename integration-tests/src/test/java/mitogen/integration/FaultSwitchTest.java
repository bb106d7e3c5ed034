package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links that a test cuts, freezes and thaws. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class FaultSwitchTest {
    private final Fault.Switch link = Fault.onDemand();

    private static Mitogen open(Duration heartbeat) {
        return Mitogen.open(Options.defaults().withOutput(new RecordedOutput()).withHeartbeat(heartbeat));
    }

    @Test
    void aCutIsNoticedAtOnce() {
        try (Mitogen mitogen = open(Duration.ofHours(1))) {
            Context context = mitogen.connect(inProcess().over(link));
            context.ping();
            Call<Void> waiting = context.submit(() -> Thread.sleep(60_000));
            link.cut();
            assertThrows(ContextLostException.class, waiting::await);
        }
    }

    @Test
    void whatWaitedAtAFrozenLinkArrives() {
        try (Mitogen mitogen = open(Duration.ofHours(1))) {
            Context context = mitogen.connect(inProcess().over(link));
            context.ping();
            link.freeze();
            Call<Integer> waiting = context.submit(() -> 42);
            assertFalse(waiting.toCompletableFuture().isDone());
            link.thaw();
            assertEquals(42, waiting.await());
        }
    }

    @Test
    void heartbeatsNoticeAFrozenLink() {
        try (Mitogen mitogen = open(Duration.ofMillis(100))) {
            Context context = mitogen.connect(inProcess().over(link));
            context.ping();
            link.freeze();
            String lost = assertThrows(ContextLostException.class, () -> context.call(() -> 42))
                    .getMessage();
            assertTrue(lost.contains("(3 heartbeats)"), lost);
        }
    }

    @Test
    void aContextBehindAFrozenLinkIsClosed() {
        try (Mitogen mitogen = open(Duration.ofHours(1))) {
            Context context = mitogen.connect(inProcess().over(link));
            context.ping();
            link.freeze();
            var unused = context.submit(() -> 42);
        }
    }

    @Test
    void oneSwitchIsInManyLinks() {
        try (Mitogen mitogen = open(Duration.ofHours(1))) {
            Context first = mitogen.connect(inProcess().over(link));
            Context second = first.connect(inProcess().over(link));
            second.ping();
            link.cut();
            assertThrows(ContextLostException.class, first::ping);
            assertThrows(MitogenException.class, second::ping);
        }
    }

    @Test
    void aSwitchDoesNotWorkInAnotherJvm() {
        try (Mitogen mitogen = open(Duration.ofHours(1))) {
            Context process = mitogen.connect(local());
            Fault.Switch copy = link; // 'this' is not captured
            String refused = assertThrows(MitogenException.class, () -> process.call(() -> copy.cut()))
                    .getMessage();
            assertTrue(refused.contains("works in the JVM where it was made"), refused);
            Context inner = process.connect(inProcess());
            assertEquals("local/in-process", inner.call(() -> Context.current().name()));
        }
    }
}
