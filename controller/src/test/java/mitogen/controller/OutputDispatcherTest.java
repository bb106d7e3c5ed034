package mitogen.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import mitogen.Context;
import mitogen.agent.Agent;
import mitogen.io.OutputForwarder;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.tree.Closing;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of what contexts print and log, by the time the listener hears of it. */
@Timeout(30)
final class OutputDispatcherTest {
    private static final int CHILD = 300;
    private static final int OTHER = 301;

    private final Options options = Options.defaults();
    private final Agent agent = new Agent(
            options.config(options.settings().write()),
            new byte[0],
            OutputDispatcherTest.class.getClassLoader(),
            null,
            why -> {});
    private final Link link = child(CHILD);
    private final Link other = child(OTHER);
    private final Recorder heard = new Recorder();
    private final OutputDispatcher dispatcher = new OutputDispatcher(agent, heard);

    /** Written by the output thread, and read after {@link OutputDispatcher#drain}. */
    private static final class Recorder implements OutputListener {
        final List<String> lines = new ArrayList<>();
        final List<LogRecord> records = new ArrayList<>();
        final CountDownLatch released = new CountDownLatch(1);
        boolean takesBytes;
        volatile boolean waits;
        int bytes;

        @Override
        public boolean bytes(Context context, Stream stream, byte[] chunk) {
            try {
                if (waits) {
                    released.await();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            bytes += chunk.length;
            return takesBytes;
        }

        @Override
        public void line(Context context, Stream stream, String line) {
            if (line.equals("fail")) {
                throw new IllegalStateException("a listener that fails");
            }
            lines.add(context.name() + " " + stream + " " + line);
        }

        @Override
        public void log(Context context, LogRecord record) {
            records.add(record);
        }
    }

    private Link child(int id) {
        Link to = new Link(id, "child" + id);
        agent.router.routes.put(id, new Route(to, to.name, 0));
        return to;
    }

    @BeforeEach
    void open() {
        dispatcher.start();
    }

    @AfterEach
    void close() {
        dispatcher.close();
        new Closing(agent).close();
    }

    private void print(int context, int stream, byte[] chunk) {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(context);
        payload.putByte(stream);
        payload.putBytes(chunk, 0, chunk.length);
        handle(Protocol.OUTPUT, payload);
    }

    private void print(String text) {
        print(CHILD, OutputForwarder.OUT, text.getBytes(UTF_8));
    }

    private void handle(int handle, PayloadWriter payload) {
        Frame head = payload.frames();
        head.address(0, CHILD, handle, 0, 0);
        dispatcher.handle(link, head);
    }

    private void log(long level, long time, String logger, String message, String trace) {
        PayloadWriter payload = new PayloadWriter();
        payload.putLong(level);
        payload.putLong(time);
        payload.putString(logger);
        payload.putString(message);
        payload.putString(trace);
        handle(Protocol.LOG, payload);
    }

    private List<String> lines() {
        dispatcher.drain();
        return heard.lines;
    }

    @Test
    void chunksArePutTogetherToLines() {
        print("one\ntw");
        print("");
        print("o\r\n\nlast");
        assertEquals(List.of("child300 OUT one", "child300 OUT two", "child300 OUT ", "child300 OUT last"), lines());
    }

    @Test
    void aCharacterMayComeInTwoChunks() {
        byte[] text = "gr\u00fcn\n".getBytes(UTF_8);
        for (byte each : text) {
            print(CHILD, OutputForwarder.OUT, new byte[] {each});
        }
        assertEquals(List.of("child300 OUT gr\u00fcn"), lines());
    }

    @Test
    void eachStreamHasLinesOfItsOwn() {
        print("out");
        print(CHILD, OutputForwarder.ERR, "err".getBytes(UTF_8));
        print(CHILD, OutputForwarder.NATIVE, "ssh says\n".getBytes(UTF_8));
        print("put\n");
        print(CHILD, OutputForwarder.ERR, "or\n".getBytes(UTF_8));
        assertEquals(List.of("child300 NATIVE ssh says", "child300 OUT output", "child300 ERR error"), lines());
    }

    @Test
    void aLineWithoutAnEndIsCut() {
        byte[] much = new byte[60_000];
        java.util.Arrays.fill(much, (byte) 'x');
        for (int i = 0; i < 20; i++) {
            print(CHILD, OutputForwarder.OUT, much);
        }
        List<String> lines = lines();
        assertEquals(2, lines.size());
        assertEquals("child300 OUT ".length() + (1 << 20), lines.get(0).length());
        assertEquals(
                "child300 OUT ".length() + 1_200_000 - (1 << 20), lines.get(1).length());
    }

    @Test
    void aListenerThatTakesBytesGetsNoLines() {
        heard.takesBytes = true;
        print("one\ntwo");
        assertEquals(List.of(), lines());
        assertEquals(7, heard.bytes);
    }

    @Test
    void aListenerThatFailsGetsTheNextLineAllTheSame() {
        print("fail\n");
        print("next\n");
        assertEquals(List.of("child300 OUT next"), lines());
    }

    @Test
    void nobodySpeaksInTheNameOfAnother() {
        print(OTHER, OutputForwarder.OUT, "forged\n".getBytes(UTF_8));
        handle(Protocol.OUTPUT, new PayloadWriter());
        print(CHILD, 9, "a stream that there is not\n".getBytes(UTF_8));
        assertEquals(List.of(), lines());
        assertEquals(other, agent.router.linkTo(OTHER));
    }

    /** A context that keeps to its window never gets here; for another one there is no more room. */
    @Test
    void whatWaitsForASlowListenerIsBounded() {
        heard.takesBytes = true;
        heard.waits = true;
        int sent = 0;
        while (sent < 40 * OutputForwarder.WINDOW) {
            print(CHILD, OutputForwarder.OUT, new byte[60_000]);
            sent += 60_000;
        }
        heard.waits = false;
        heard.released.countDown();
        dispatcher.drain();
        int most = 36 * OutputForwarder.WINDOW + 60_000; // what the listener holds waits no longer
        assertTrue(heard.bytes <= most, () -> heard.bytes + " bytes");
        assertTrue(heard.bytes >= 35 * OutputForwarder.WINDOW, () -> heard.bytes + " bytes");
        print("again");
        dispatcher.drain();
        assertEquals(5, heard.bytes % 60_000, "what comes later is heard again");
    }

    @Test
    void aLogRecordArrivesAsItWas() {
        log(
                Level.WARNING.intValue(),
                1_000_000_000_000L,
                "app.Log",
                "it is \u001b[31mred",
                "java.lang.Error\n at app\n");
        dispatcher.drain();
        LogRecord record = heard.records.get(0);
        assertEquals(Level.WARNING, record.getLevel());
        assertEquals("app.Log", record.getLoggerName());
        assertEquals(1_000_000_000_000L, record.getMillis());
        assertTrue(record.getMessage().startsWith("it is "), record::getMessage);
        assertTrue(record.getMessage().endsWith("red\njava.lang.Error\n at app"), record::getMessage);
        assertEquals(-1, record.getMessage().indexOf('\u001b'), "no control characters");
    }

    /** The platform keeps each level and each logger for ever. */
    @Test
    void aContextCannotMakeUpLevelsAndLoggersWithoutEnd() {
        log(901, 0, "x".repeat(301), "a name that is too long", "");
        log(-7, 0, "app.Log", "below all levels", "");
        log(0, Long.MAX_VALUE, "app.Log", "a time that there is not", "");
        for (int i = 0; i < 5000; i++) {
            log(800, 0, "app" + i, "", "");
        }
        dispatcher.drain();
        assertEquals(Level.WARNING, heard.records.get(0).getLevel());
        assertEquals("mitogen", heard.records.get(0).getLoggerName());
        assertEquals(Level.FINEST, heard.records.get(1).getLevel());
        long known = heard.records.stream()
                .map(LogRecord::getLoggerName)
                .filter(name -> name.startsWith("app"))
                .distinct()
                .count();
        assertTrue(known <= 4096, () -> known + " loggers");
    }
}
