package mitogen.integration;

import static mitogen.integration.HostileChild.output;
import static mitogen.integration.HostileChild.payload;
import static mitogen.integration.HostileChild.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import mitogen.Context;
import mitogen.controller.Options;
import mitogen.controller.Options.Limits;
import mitogen.controller.OutputListener;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Test;

/** What a hostile child prints and logs is of no more harm to the listener and the JVM than what others do. */
final class HostileOutputTest extends HostileTest {
    /** A child may log as fast as it likes. */
    private static final Limits FAST = new Limits(1 << 20, 10_000, 10, 3, 1_000_000, 40);

    /** Keeps of the records what could be too much. */
    private static final class Records implements OutputListener {
        final Set<Level> levels = new HashSet<>(); // of the output thread, and after drain; as is the next
        final Set<String> loggers = new HashSet<>();

        @Override
        public void log(Context context, LogRecord record) {
            levels.add(record.getLevel());
            loggers.add(record.getLoggerName());
        }
    }

    /** Each new level, and each part of a new logger's name, would stay in the JVM for ever. */
    @Test
    void levelsAndLoggersAreNotKept() throws Exception {
        reopen(Options.defaults().withLimits(FAST));
        String deep = "x.".repeat(15_000);
        assertCheap(() -> {
            for (int i = 0; i < 500; i++) {
                hostile.send(0, Protocol.LOG, 0, 0, record(-1_000_000 - i, i + "." + deep));
            }
            hostile.settled();
            mitogen.drain();
        });
    }

    @Test
    void levelsAreThoseOfThePlatform() throws Exception {
        Records records = new Records();
        reopen(Options.defaults().withOutput(records).withLimits(FAST));
        for (int level : new int[] {Integer.MIN_VALUE, 0, 750, 800, 801, 1001, Integer.MAX_VALUE}) {
            hostile.send(0, Protocol.LOG, 0, 0, record(level, "any"));
        }
        hostile.settled();
        mitogen.drain();
        assertEquals(Set.of(Level.FINEST, Level.CONFIG, Level.INFO, Level.SEVERE), records.levels);
    }

    @Test
    void loggersHaveAnEndAndSoHaveTheirNames() throws Exception {
        Records records = new Records();
        reopen(Options.defaults().withOutput(records).withLimits(FAST));
        hostile.keepNothing();
        hostile.send(0, Protocol.LOG, 0, 0, record(800, "x".repeat(301)));
        hostile.send(0, Protocol.LOG, 0, 0, record(800, "x".repeat(300)));
        for (int i = 0; i < 5000; i++) {
            hostile.send(0, Protocol.LOG, 0, 0, record(800, "logger" + i));
        }
        Await.until("the last is there", () -> {
            mitogen.drain();
            return records.loggers.size() > 4096;
        });
        assertEquals(4097, records.loggers.size());
        assertTrue(records.loggers.containsAll(List.of("mitogen", "x".repeat(300))));
    }

    @Test
    void malformedOutputIsNotWorthALine() throws Exception {
        for (int length = 0; length < 5; length++) {
            int missing = 5 - length;
            byte[] whole = {0, 0, 0, (byte) hostile.id(), 1};
            hostile.send(0, Protocol.OUTPUT, 0, 0, payload(to -> to.putBytes(whole, 0, whole.length - missing)));
        }
        hostile.settled();
        mitogen.drain();
        assertEquals(0, linesLogged());
    }

    @Test
    void linesWithoutAnEndHaveOne() throws Exception {
        AtomicInteger longest = new AtomicInteger();
        reopen(Options.defaults().withOutput(new OutputListener() {
            @Override
            public void line(Context context, Stream stream, String line) {
                longest.accumulateAndGet(line.length(), Math::max);
            }
        }));
        hostile.keepNothing();
        assertCheap(() -> {
            for (int i = 0; i < 2000; i++) {
                hostile.send(0, Protocol.OUTPUT, 0, 0, output(hostile.id(), 60_000));
                if (i % 20 == 19) {
                    // The window is a matter of time: what comes faster than it is taken is dropped, and shows nothing.
                    Thread.sleep(1);
                }
            }
        });
        mitogen.drain();
        assertEquals(1 << 20, longest.get());
    }

    /** Of many contexts, each with less than a line may have. */
    @Test
    void theBeginningsOfLinesHaveAnEnd() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        reopen(Options.defaults().withOutput(new OutputListener() {
            @Override
            public void line(Context context, Stream stream, String line) {
                begun.incrementAndGet();
            }
        }));
        int first = hostile.allocate();
        hostile.keepNothing();
        assertWithin(100 << 20, () -> {
            for (int number = first; number < first + Protocol.BLOCK; number++) {
                hostile.addRoute(number, "made up", hostile.id());
                for (int i = 0; i < 15; i++) {
                    hostile.sendAs(number, 0, Protocol.OUTPUT, 0, 0, output(number, 60_000));
                }
            }
            Await.until("some were given up", () -> begun.get() > Protocol.BLOCK / 2);
        });
    }
}
