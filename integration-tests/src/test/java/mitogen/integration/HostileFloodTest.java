package mitogen.integration;

import static mitogen.integration.HostileChild.empty;
import static mitogen.integration.HostileChild.number;
import static mitogen.integration.HostileChild.output;
import static mitogen.integration.HostileChild.payload;
import static mitogen.integration.HostileChild.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import mitogen.Call;
import mitogen.Context;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import mitogen.controller.OutputListener;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A hostile child sends more than anybody can use. The controller's memory and threads stay within bounds. */
@Tag("build")
final class HostileFloodTest extends HostileTest {
    private static final Limits LIMITS = new Limits(1 << 20, 10_000, 10, 3, 100, 40);

    /** A listener that may be held up, and counts. */
    private static final class Slow implements OutputListener {
        final CountDownLatch released = new CountDownLatch(1);
        final AtomicInteger records = new AtomicInteger();
        final AtomicLong bytes = new AtomicLong();

        @Override
        public boolean bytes(Context context, Stream stream, byte[] chunk) {
            hold();
            bytes.addAndGet(chunk.length);
            return true;
        }

        @Override
        public void log(Context context, LogRecord record) {
            hold();
            records.incrementAndGet();
        }

        private void hold() {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void logRecordsBeyondTheRateAreLeftOut() throws Exception {
        Slow listener = new Slow();
        listener.released.countDown();
        reopen(Options.defaults().withOutput(listener).withLimits(LIMITS));
        for (int i = 0; i < 10_000; i++) {
            hostile.send(0, Protocol.LOG, 0, 0, record(800, "flood"));
        }
        hostile.settled();
        mitogen.drain();
        assertRefused("a log record, as there were more than 100 per second");
        int records = listener.records.get();
        assertTrue(records >= 200 && records < 2000, () -> records + " records");
    }

    @Test
    void numbersHaveAnEnd() throws Exception {
        int given = 0;
        String refused = "";
        for (int i = 0; i < 1000; i++) {
            int replyTo = hostile.newHandle();
            hostile.send(0, Protocol.ALLOCATE, replyTo, 0, empty());
            if (given < 256) {
                assertFalse(hostile.reply(replyTo).is(Protocol.DEAD));
                given++;
            } else {
                refused = hostile.dead(replyTo);
            }
        }
        assertEquals("in-process has had numbers for 65536 contexts", refused);
    }

    @Test
    void routesHaveAnEnd() throws Exception {
        assertCheap(() -> {
            int first = hostile.allocate();
            for (int i = 0; i < 255; i++) {
                hostile.allocate();
            }
            for (int i = 0; i < 100_000; i++) {
                hostile.addRoute(first + i, "flood", hostile.id());
            }
            hostile.settled();
            assertRefused("a route to unknown context " + (first + 65_536) + ", which is not its own");
        });
    }

    @Test
    void theNamesOfRoutesHaveAnEnd() throws Exception {
        String name = "x".repeat(65_000);
        assertCheap(() -> {
            int last = 0;
            for (int i = 0; i < 2048; i++) {
                last = i % Protocol.BLOCK == 0 ? hostile.allocate() : last + 1;
                hostile.addRoute(last, name, hostile.id());
            }
            hostile.settled();
        });
    }

    private static Frame gone(int context, String reason) {
        return payload(to -> {
            to.putLong(-1);
            to.putString(reason);
            to.putByte(0);
            to.putString("x");
            to.putInt(context);
        });
    }

    /** Why a context has ended is kept for those who ask later. */
    @ParameterizedTest
    @CsvSource({"4096, 60000", "50000, 2000"})
    void theReasonsOfEndsHaveAnEnd(int ends, int length) throws Exception {
        String reason = "x".repeat(length);
        assertCheap(() -> {
            int last = 0;
            for (int i = 0; i < ends; i++) {
                last = i % Protocol.BLOCK == 0 ? hostile.allocate() : last + 1;
                hostile.addRoute(last, "short-lived", hostile.id());
                hostile.send(0, Protocol.DEL_ROUTE, 0, 0, gone(last, reason));
            }
            hostile.settled();
        });
    }

    @Test
    void whatSomebodyWhoIsGoneLeftUnfinishedIsForgotten() throws Exception {
        reopen(Options.defaults().withLimits(LIMITS));
        Frame most = payload(to -> to.putBytes(new byte[900_000], 0, 900_000));
        for (int i = 0; i < 3; i++) {
            int grandchild = hostile.grandchild();
            most.address(0, grandchild, Protocol.PING, 7000, Protocol.MORE | Protocol.BULK);
            for (Frame frame = most; frame.next != null; frame = frame.next) { // but for the last
                hostile.sendBytes(frame.bytes, frame.length());
            }
            hostile.send(0, Protocol.DEL_ROUTE, 0, 0, gone(grandchild, "left"));
            hostile.send(0, Protocol.DEL_ROUTE, 0, Protocol.BULK, gone(grandchild, "left"));
        }
        hostile.send(0, Protocol.PING, 7001, 0, most);
        assertEquals(0, hostile.reply(7001).flags());
    }

    @Test
    void outputOfMoreThanAFrameIsDropped() throws Exception {
        Slow listener = new Slow();
        listener.released.countDown();
        reopen(Options.defaults().withOutput(listener));
        hostile.send(0, Protocol.OUTPUT, 0, 0, output(hostile.id(), 100_000));
        hostile.settled();
        mitogen.drain();
        assertEquals(0, listener.bytes.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {Protocol.PING, Protocol.OUTPUT, Protocol.CALL})
    void whoDoesNotReadIsNotReadFrom(int handle) throws Exception {
        Slow listener = new Slow();
        listener.released.countDown();
        reopen(Options.defaults().withOutput(listener));
        hostile.deafen();
        Frame frame = handle == Protocol.OUTPUT ? output(hostile.id(), 1) : empty();
        int replyTo = handle == Protocol.OUTPUT ? 0 : hostile.newHandle();
        assertCheap(() -> {
            Flood flood = new Flood(unused -> hostile.send(0, handle, replyTo, 0, frame));
            flood.awaitStandstill(sibling);
        });
        assertEquals(1, sibling.call(() -> 1));
        hostile.keepNothing();
        hostile.close();
        hostile.context().close();
    }

    /** It is not read from, and its end has to be found all the same. */
    @Test
    void whoDoesNotReadIsGivenUp() throws Exception {
        reopen(Options.defaults().withHeartbeat(Duration.ofMillis(200)));
        Call<Object> pending = hostile.context().submit(() -> 1);
        hostile.deafen();
        Thread flood = new Thread(() -> {
            try {
                while (true) {
                    hostile.send(0, Protocol.PING, 5000, 0, empty());
                }
            } catch (IOException e) {
                return; // the link was closed
            }
        });
        flood.setDaemon(true);
        flood.start();
        ExecutionException lost = assertThrows(ExecutionException.class, () -> pending.get(10, TimeUnit.SECONDS));
        assertTrue(lost.getMessage().contains(" for 0.6 s (3 heartbeats): it is frozen"), lost::getMessage);
    }

    @Test
    void classRequestsBeyondTheRateAreRefused() throws Exception {
        reopen(Options.defaults().withLimits(LIMITS));
        String refused = "";
        for (int i = 0; i < 40; i++) {
            int replyTo = hostile.newHandle();
            hostile.send(0, Protocol.GET_CLASS, replyTo, 0, payload(to -> to.putString("mitogen.Context")));
            if (i >= 30) {
                refused = hostile.dead(replyTo);
            }
        }
        assertEquals("controller refused more than 10 class requests per second", refused);
        assertRefused("more than 10 class requests per second");
    }

    @Test
    void classRequestsThatWaitHaveAnEnd() throws Exception {
        SlowLoader slow = new SlowLoader();
        try {
            reopen(Options.defaults().withLimits(LIMITS).withClassLoader(slow));
            for (int i = 0; i < 3; i++) {
                hostile.send(0, Protocol.GET_CLASS, hostile.newHandle(), 0, payload(to -> to.putString("slow.Type")));
            }
            Frame fourth = payload(to -> to.putString("slow.Type"));
            assertEquals(
                    "controller has 3 class requests of it to answer already",
                    hostile.refused(Protocol.GET_CLASS, fourth));
        } finally {
            slow.release();
        }
    }

    /** Printing beyond the window: large and small pieces, and records without anything in them. */
    @ParameterizedTest
    @ValueSource(ints = {32_000, 1, -5})
    void outputBeyondItsWindowIsDropped(int length) throws Exception {
        Slow listener = new Slow();
        reopen(Options.defaults()
                .withOutput(listener)
                .withLimits(new Limits(1 << 20, 10_000, 10, 3, Integer.MAX_VALUE / 4, 40)));
        try {
            assertCheap(() -> {
                hostile.keepNothing();
                hostile.send(0, Protocol.OUTPUT, 0, 0, output(hostile.id(), 1));
                Frame frame = length < 0 ? empty() : output(hostile.id(), length);
                for (int i = 0; i < (length > 1 ? 3000 : 600_000); i++) {
                    hostile.send(0, length < 0 ? Protocol.LOG : Protocol.OUTPUT, 0, 0, frame);
                }
                assertEquals(1, sibling.call(() -> 1)); // whose output has a window of its own
            });
        } finally {
            listener.released.countDown();
        }
        mitogen.drain();
        assertTrue(listener.bytes.get() < 10 << 20, () -> listener.bytes.get() + " bytes");
        assertEquals(0, linesLogged(), "what is malformed is not worth a line");
    }

    @Test
    void creditsOpenNoWindowAndStartNothing() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            hostile.send(0, Protocol.CREDIT, 0, 0, number(Integer.MAX_VALUE));
            hostile.send(sibling.id(), Protocol.CREDIT, 0, 0, number(Integer.MIN_VALUE));
        }
        hostile.settled();
        sibling.call(() -> System.out.print(""));
    }

    /** Messages that never end: of one there is a limit, and of their number as well. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fragmentsWithoutAnEndAreNotKept(boolean one) throws Exception {
        reopen(Options.defaults().withLimits(LIMITS));
        assertCheap(() -> {
            byte[] full = new byte[Protocol.MAX_PAYLOAD];
            for (int i = 0; i < 2000; i++) {
                hostile.send(
                        0,
                        Protocol.PING,
                        9999,
                        Protocol.MORE | Protocol.BULK,
                        payload(to -> to.putBytes(full, 0, full.length)));
            }
            Frame frame = empty();
            for (int i = 0; i < 700_000; i++) {
                hostile.send(0, Protocol.PING, one ? 9999 : 10_000 + i, Protocol.MORE | Protocol.BULK, frame);
            }
            hostile.settled();
        });
        if (one) {
            hostile.send(0, Protocol.PING, 9999, Protocol.BULK, empty());
            assertEquals("controller takes no message of more than 1048576 bytes", hostile.dead(9999));
        }
    }

    @Test
    void framesSentAgainChangeNothing() throws Exception {
        int number = hostile.allocate();
        for (int i = 0; i < 1000; i++) {
            hostile.addRoute(number, "again", hostile.id());
        }
        hostile.settled();
        assertRefused("a route to in-process/again, which is not its own");
        assertTrue(linesLogged() <= 3, () -> linesLogged() + " lines"); // at most one a second
    }
}
