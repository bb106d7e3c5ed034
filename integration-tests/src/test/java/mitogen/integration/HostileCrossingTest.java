package mitogen.integration;

import static mitogen.integration.HostileChild.empty;
import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one child sends is more than somebody else takes. It is left to wait; nobody else is. */
@Tag("build")
final class HostileCrossingTest extends HostileTest {
    /** The 64 MiB that may be under way of one child, and what else there is. */
    private static final long MOST = 100 << 20;

    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    private static Frame bytes(int length) {
        return payload(to -> to.putBytes(new byte[length], 0, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void whoFloodsASiblingThatReadsSlowlyIsNotReadFrom(int length) throws Exception {
        reopen(Options.defaults().withHeartbeat(HEARTBEAT));
        HostileChild deaf = another();
        deaf.deafen();
        new Flood(
                unused -> { // it is alive, and reads now and then: its slowness is what is tested
                    deaf.send(0, Protocol.CREDIT, 0, 0, empty());
                    deaf.sip();
                    LockSupport.parkNanos(HEARTBEAT.toNanos() / 10);
                });
        Call<Object> pending = hostile.context().submit(() -> 1);
        Frame frame = bytes(length);
        Flood[] flood = {null};
        assertWithin(MOST, () -> {
            flood[0] = new Flood(unused -> hostile.send(deaf.id(), Protocol.CREDIT, 0, 0, frame));
            flood[0].awaitStandstill(sibling);
        });
        long end = System.nanoTime() + HEARTBEAT.multipliedBy(5).toNanos();
        Await.until("heartbeats come and go", () -> {
            assertEquals(1, sibling.call(() -> 1));
            return System.nanoTime() > end;
        });
        assertFalse(pending.isDone(), "it was given up, though it only was not listened to");
        deaf.keepNothing();
        deaf.listen();
        flood[0].awaitMore(10_000);
        hostile.keepNothing();
    }

    /** The answers are its own, so whoever gives them is read on. */
    @Test
    void whoAsksAndDoesNotReadIsNotReadFrom() throws Exception {
        hostile.deafen();
        int victim = sibling.id();
        Frame frame = empty();
        new Flood(sent -> hostile.send(victim, Protocol.CALL, 5000, 0, frame)).awaitStandstill(sibling);
    }

    /** Whoever asks pays for one small answer to each question: not for more of them, and not for large ones. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "30000, 2000"})
    void nobodyPaysForWhatItHasNotAskedFor(int questions, int length) throws Exception {
        HostileChild asker = another();
        asker.deafen();
        hostile.keepNothing();
        for (int i = 0; i < questions; i++) {
            asker.send(hostile.id(), Protocol.CALL, 5000 + i, 0, empty());
        }
        Frame frame = bytes(length);
        Flood flood = new Flood(sent -> hostile.send(asker.id(), 5000 + sent % 30_000, 0, 0, frame));
        flood.awaitStandstill(sibling);
        asker.addRoute(77_777, "not its own", asker.id());
        assertRefused("a route to unknown context 77777, which is not its own"); // so what it says is read
    }

    /** What came before its end goes on to the other, and then nothing: a message must not lose a part in the middle. */
    @Test
    void whoFloodsCanBeClosed() throws Exception {
        HostileChild deaf = another();
        deaf.deafen();
        Call<Object> pending = hostile.context().submit(() -> 1);
        Frame load = bytes(10_000);
        deaf.send(
                hostile.id(),
                Protocol.CREDIT,
                0,
                0,
                empty()); // so that it hears of the end, behind all that came before
        int first = Protocol.FIRST_REPLY;
        new Flood(sent -> hostile.send(deaf.id(), Protocol.CREDIT, first + sent, 0, load)).awaitStandstill(sibling);
        Thread closer = new Thread(() -> hostile.context().close());
        closer.start();
        deaf.listen();
        assertThrows(ContextLostException.class, pending::await);
        closer.join();
        AtomicInteger number = new AtomicInteger();
        deaf.reply(Protocol.DEL_ROUTE, frame -> {
            if (frame.handle() == Protocol.CREDIT) {
                assertEquals(first + number.getAndIncrement(), frame.replyTo());
            }
        });
        assertTrue(number.get() > 1000, () -> number + " frames");
    }

    /** The windows of contexts that are made up are many; the bytes that wait of all of them are bounded. */
    @Test
    void theOutputOfManyContextsIsBoundedForTheChildBeforeThem() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        reopen(Options.defaults().withOutput(new OutputListener() {
            @Override
            public boolean bytes(Context context, Stream stream, byte[] chunk) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                taken.incrementAndGet();
                return true;
            }
        }));
        hostile.keepNothing();
        int[] numbers = new int[Protocol.BLOCK];
        HostileChild many = another();
        int first = many.allocate();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = first + i;
            many.addRoute(numbers[i], "made up", many.id());
        }
        many.keepNothing();
        int total = 20_000;
        AtomicInteger sent = new AtomicInteger();
        try {
            assertWithin(MOST, () -> {
                Flood flood = new Flood(number -> {
                    if (number == total) {
                        throw new IOException("enough");
                    }
                    int context = numbers[number % numbers.length];
                    many.sendAs(context, 0, Protocol.OUTPUT, 0, 0, payload(to -> {
                        to.putInt(context);
                        to.putByte(1);
                        to.putBytes(new byte[30_000], 0, 30_000);
                    }));
                    sent.incrementAndGet();
                });
                flood.awaitStandstill(sibling);
                assertTrue(sent.get() < total, "all of it was taken");
            });
            assertEquals(1, sibling.call(() -> 1));
        } finally {
            released.countDown();
        }
        Await.until("all was taken, and nothing lost", () -> taken.get() == total);
    }

    /** Each end of a context is told to all who ever sent there: so it ends once. */
    @Test
    void aNumberIsAnnouncedOnce() throws Exception {
        int number = hostile.grandchild();
        hostile.send(0, Protocol.DEL_ROUTE, 0, 0, payload(to -> {
            to.putLong(-1);
            to.putString("so it says");
            to.putByte(0);
            to.putString("x");
            to.putInt(number);
        }));
        hostile.addRoute(number, "risen", hostile.id());
        assertRefused("a route to unknown context " + number + ", which is not its own");
        hostile.sendAs(number, 0, Protocol.PING, 1234, 0, empty());
        assertTrue(hostile.dead(1234)
                .startsWith("controller refused a frame that claims to be from unknown context " + number));
    }
}
