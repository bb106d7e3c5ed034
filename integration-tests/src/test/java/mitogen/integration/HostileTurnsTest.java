package mitogen.integration;

import static mitogen.integration.HostileChild.empty;
import static mitogen.integration.HostileChild.payload;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mitogen.Call;
import mitogen.Context;
import mitogen.controller.Options;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Test;

/** However much one child sends to others, little of it is under way at a time, so nothing waits behind it. */
final class HostileTurnsTest extends HostileTest {
    /** 256 frames, and the one behind which there is room again. */
    private static final int UNDER_WAY = 260;

    private static final int FLOOD = 20_000;

    private static final String RAN = "mitogen.integration.HostileTurnsTest";

    private void flood(Context to, int length) throws Exception {
        Frame frame = payload(bytes -> bytes.putBytes(new byte[length], 0, length));
        for (int i = 0; i < FLOOD; i++) {
            hostile.send(to.id(), Protocol.PING, Valve.FLOOD, 0, frame);
        }
        hostile.settled();
    }

    @Test
    void aCallOfAFloodedSiblingIsAnsweredBeforeTheFlood() throws Exception {
        Valve valve = new Valve();
        Context flooded = mitogen.connect(inProcess().over(valve)).await();
        valve.shut(false, true);
        flood(flooded, 0);
        Call<Integer> call = flooded.submit(() -> {
            System.setProperty(RAN, "yes");
            return 42;
        });
        Await.until("the call has run", () -> System.clearProperty(RAN) != null);
        int down = valve.down();
        hostile.keepNothing();
        valve.shut(false, false);
        assertEquals(42, call.get(20, TimeUnit.SECONDS));
        int between = valve.beforeAnswer();
        Await.until("nothing of the flood is lost", () -> valve.up() == FLOOD);
        assertTrue(down <= UNDER_WAY, () -> down + " frames of the flood went ahead of the call");
        assertTrue(between <= 4 * UNDER_WAY, () -> between + " answers to the flood went ahead of that to the call");
    }

    @Test
    void aRelayKeepsLittleOfAFloodOfAContextThatDoesNotRead() throws Exception {
        Valve relayed = new Valve();
        Valve taken = new Valve();
        Context relay = mitogen.connect(inProcess().over(relayed)).await();
        Context slow = relay.connect(inProcess().over(taken)).await();
        taken.shut(true, false);
        flood(slow, 100);
        assertEquals(1, relay.submit(() -> 1).get(20, TimeUnit.SECONDS));
        int kept = relayed.down();
        hostile.keepNothing();
        taken.shut(false, false);
        Await.until("nothing of the flood is lost", () -> taken.up() == FLOOD);
        assertTrue(kept <= UNDER_WAY, () -> "the relay keeps " + kept + " frames");
    }

    /** Whoever sends to a context that reads, but never says so, is read from again: what it sends there is refused. */
    @Test
    void aContextThatNeverTellsWhatItHasReadHoldsUpNobody() throws Exception {
        Duration heartbeat = Duration.ofMillis(300);
        reopen(Options.defaults().withHeartbeat(heartbeat));
        HostileChild silent = another();
        silent.answerNothing();
        silent.keepNothing();
        hostile.keepNothing();
        new Flood(unused -> {
            silent.send(0, Protocol.CREDIT, 0, 0, empty()); // it is alive
            LockSupport.parkNanos(heartbeat.toNanos() / 10);
        });
        byte[] load = new byte[10_000];
        Flood flood = new Flood(sent -> hostile.send(
                silent.id(), Protocol.CREDIT, 0, 0, payload(bytes -> bytes.putBytes(load, 0, load.length))));
        Await.until("more is taken than may wait", Duration.ofSeconds(25), () -> flood.sent.get() > 20_000);
    }
}
