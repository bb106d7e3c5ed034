package mitogen.integration;

import static mitogen.integration.HostileChild.empty;
import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.ValueException;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a hostile child makes its parent hold is charged to that child alone, wherever it waits. */
@Tag("build")
final class HostileLedgerTest extends HostileTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    private static final Limits FAST = new Limits(512 << 20, 10_000_000, 10_000_000, 1000, 10_000, 40);

    private static Frame unknownChannel(int kind) {
        return payload(to -> {
            to.putByte(kind);
            to.putLong(12345);
            to.putString("x");
        });
    }

    private static Frame name(String name) {
        return payload(to -> to.putString(name));
    }

    /** What no program sends: there is nobody to answer. */
    @ParameterizedTest
    @CsvSource({"3, 0, 0", "7, 0, 0", "12, 0, 0", "18, 0, 0", "3, 14, 0", "3, -1, 0", "3, 1000, 1"})
    void whatNoProgramSendsEndsTheLink(int handle, int replyTo, int flags) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        hostile.send(0, handle, replyTo, flags, empty());
        ContextLostException lost = assertThrows(ContextLostException.class, call::await);
        assertTrue(lost.getMessage().contains("a frame that no program sends: "), lost.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void whoDoesNotReadTheAnswersOfChannelsIsNotReadFrom(int kind) throws Exception {
        hostile.deafen();
        Frame frame = unknownChannel(kind);
        assertWithin(MOST, () -> {
            Flood flood = new Flood(sent -> hostile.send(0, Protocol.CHANNEL, 0, 0, frame));
            flood.awaitStandstill(sibling);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "18, org/junit/jupiter/api/Assertions.class",
        "18, META-INF/services/org.junit.platform.engine.TestEngine",
        "7, org.junit.jupiter.api.Assertions",
        "7, no.such.Class"
    })
    void whoDoesNotReadItsClassesIsNotReadFrom(int handle, String name) throws Exception {
        reopen(Options.defaults().withLimits(FAST));
        hostile.classes("org.junit.jupiter.api.Assertions");
        hostile.deafen();
        Frame frame = name(name);
        assertWithin(MOST, () -> {
            Flood flood = new Flood(sent -> hostile.send(0, handle, 5000 + sent, 0, frame));
            flood.awaitStandstill(sibling);
        });
    }

    /** Where class files are read slowly many requests wait, and each has a name. */
    @Test
    void requestsThatWaitAreKeptUpToTheShare() throws Exception {
        SlowLoader slow = new SlowLoader();
        Limits limits = new Limits(512 << 20, 10_000_000, 10_000_000, 1_000_000, 10_000, 1);
        reopen(Options.defaults().withClassLoader(slow).withLimits(limits));
        String name = "slow." + "X".repeat(1000);
        int count = (int) (pool() / (3L * name.length())); // without their names they would be few enough
        try {
            for (int i = 0; i < count; i++) {
                hostile.send(0, Protocol.GET_CLASS, 5000 + i, 0, name(name + i));
            }
            String refused = hostile.dead(5000 + count - 1);
            assertEquals("controller holds too much for in-process to take another class request", refused);
        } finally {
            slow.release();
        }
    }

    /** It asks a sibling, whose answers it does not read: the sibling goes on, and the one that is deaf is given up. */
    @ParameterizedTest
    @ValueSource(ints = {Protocol.PING, Protocol.CALL, Protocol.CHANNEL})
    void whoAsksASiblingAndDoesNotReadHarmsNobody(int handle) throws Exception {
        reopen(Options.defaults().withHeartbeat(HEARTBEAT));
        Context victim = sibling;
        hostile.keepNothing();
        Frame frame = handle == Protocol.CHANNEL ? unknownChannel(1) : empty();
        int replyTo = handle == Protocol.CHANNEL ? 0 : 5000;
        Flood flood = new Flood(sent -> hostile.send(victim.id(), handle, replyTo, 0, frame));
        Call<Object> pending = hostile.context().submit(() -> 1);
        flood.awaitMore(100); // it is heard, or that would be why it is given up
        assertWithin(MOST, () -> {
            hostile.deafen();
            long end = System.nanoTime() + HEARTBEAT.multipliedBy(3).toNanos();
            while (System.nanoTime() - end < 0) {
                assertEquals(42, victim.submit(() -> 42).get(5, TimeUnit.SECONDS));
            }
            ContextLostException lost = assertThrows(
                    ContextLostException.class,
                    () -> pending.orTimeout(Duration.ofSeconds(15)).await());
            assertTrue(lost.getMessage().contains("it has read nothing of what was sent to it"), lost.getMessage());
            flood.awaitEnd();
        });
        assertEquals(42, victim.submit(() -> 42).get(5, TimeUnit.SECONDS));
    }

    /** While a sibling is flooded, its own calls do not wait behind the flood. */
    @Test
    void aFloodOfASiblingTakesTurns() throws Exception {
        hostile.keepNothing();
        Frame frame = empty();
        new Flood(sent -> hostile.send(sibling.id(), Protocol.PING, 5000, 0, frame));
        long[] nanos = new long[21];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            assertEquals(42, sibling.submit(() -> 42).get(20, TimeUnit.SECONDS));
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        long millis = nanos[nanos.length / 2] / 1_000_000;
        assertTrue(millis < 1000, () -> millis + " ms");
    }

    /** One lets many contexts end, and another, deaf one has talked to it from just as many. */
    @Test
    void endsAreToldOnceForEachChild() throws Exception {
        HostileChild other = another();
        int count = 1024;
        int[] froms = grandchildren(other, count);
        int[] tos = grandchildren(hostile, count);
        for (int i = 0; i < count; i++) {
            other.sendAs(froms[i], tos[i], Protocol.PING, 0x7fffffff, 0, empty());
        }
        other.settled();
        other.deafen();
        assertCheap(() -> {
            for (int to : tos) {
                hostile.send(0, Protocol.DEL_ROUTE, 0, 0, payload(end -> {
                    end.putLong(-1);
                    end.putString("x".repeat(2000));
                    end.putByte(0);
                    end.putString("x");
                    end.putInt(to);
                }));
            }
            hostile.settled();
        });
    }

    private static int[] grandchildren(HostileChild child, int count) throws Exception {
        int[] numbers = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            next = i % Protocol.BLOCK == 0 ? child.allocate() : next + 1;
            numbers[i] = next;
            child.addRoute(next, "made up", child.id());
        }
        child.settled();
        return numbers;
    }

    /** The name of a class, or of a resource, is short; what asks for a longer one is not kept until its turn comes. */
    @ParameterizedTest
    @ValueSource(ints = {Protocol.GET_CLASS, Protocol.RESOURCE})
    void aLongNameIsRefusedAtOnce(int handle) throws Exception {
        String refused = hostile.refused(handle, name("A".repeat(65_000)));
        assertTrue(refused.contains("name of 65000 characters"), refused);
        assertFalse(refused.contains("AAA"), refused);
    }

    @Test
    void requestsForNumbersThatAreLargeAreNotKept() throws Exception {
        byte[] full = new byte[Protocol.MAX_PAYLOAD];
        hostile.deafen();
        assertWithin(MOST, () -> {
            Flood flood = new Flood(sent ->
                    hostile.send(0, Protocol.ALLOCATE, 5000, 0, payload(to -> to.putBytes(full, 0, full.length))));
            flood.awaitStandstill(sibling);
        });
    }

    /** With one percent of the heap for all children. */
    private void reopenSmall() {
        reopen(Options.defaults().withLimits(Limits.defaults().withMemoryPercent(1)));
    }

    private static long pool() {
        return Runtime.getRuntime().maxMemory() / 100;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotWholeIsKeptUpToTheShare(boolean one) throws Exception {
        reopenSmall();
        byte[] full = new byte[Protocol.MAX_PAYLOAD];
        int count = (int) (2 * pool() / full.length);
        assertWithin(pool(), () -> {
            for (int i = 0; i < count; i++) {
                hostile.send(
                        0,
                        Protocol.PING,
                        one ? 5000 : 5000 + i,
                        Protocol.MORE | Protocol.BULK,
                        payload(to -> to.putBytes(full, 0, full.length)));
            }
            hostile.settled();
        });
        int last = one ? 5000 : 5000 + count - 1;
        hostile.send(0, Protocol.PING, last, Protocol.BULK, empty());
        assertEquals("controller has no memory left for a message of that size from here", hostile.dead(last));
    }

    /** While one child holds almost half, another may have a little more than a quarter. */
    @Test
    void whatOneChildHoldsIsFreeAgainAtItsEnd() throws Exception {
        reopenSmall();
        HostileChild other = another();
        byte[] full = new byte[Protocol.MAX_PAYLOAD];
        for (HostileChild each : new HostileChild[] {other, hostile}) {
            for (long sent = 0; sent < pool() * 45 / 100; sent += full.length) {
                int flags = Protocol.MORE | Protocol.BULK;
                each.send(0, Protocol.PING, 5000, flags, payload(to -> to.putBytes(full, 0, full.length)));
            }
            other.context().close();
        }
        hostile.send(0, Protocol.PING, 5000, Protocol.BULK, empty());
        assertEquals(0, hostile.reply(5000).flags());
    }

    @Test
    void namesAreKeptUpToTheShare() throws Exception {
        reopenSmall();
        String name = "x".repeat(1000);
        int most = (int) (pool() / 2500) + Protocol.BLOCK;
        int next = 0;
        for (int i = 0; i < Math.min(most, 65_536); i++) {
            next = i % Protocol.BLOCK == 0 ? hostile.allocate() : next + 1;
            hostile.addRoute(next, name, hostile.id());
        }
        int last = next;
        hostile.settled();
        hostile.sendAs(last, 0, Protocol.PING, 5000, 0, empty());
        String refused = hostile.dead(5000);
        assertTrue(refused.contains("a frame that claims to be from unknown context " + last), refused);
    }

    @Test
    void sendersAreKeptUpToTheShare() throws Exception {
        reopenSmall();
        int count = (int) (pool() / 1000);
        Call<Object> call = hostile.context().submit(() -> 1);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        hostile.keepNothing();
        hostile.send(0, replyTo, 0, 0, payload(to -> {
            to.putByte(13); // a list
            to.putByte(0);
            to.putLong(count);
            for (int i = 0; i < count; i++) {
                to.putByte(23);
                to.putInt(hostile.id());
                to.putLong(i);
                to.putLong(i);
            }
        }));
        ValueException refused = assertThrows(ValueException.class, call::await);
        assertTrue(refused.getMessage().contains("no memory left for another sender"), refused.getMessage());
    }
}
