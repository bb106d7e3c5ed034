package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.Test;

/** What contexts print arrives whole, at any amount, and whatever becomes of the context. */
final class OutputTest extends ControllerFixture {
    private static final int MIB = 1 << 20;

    @Test
    void theLastLinesBeforeAKillAreThere() {
        RecordedOutput output = new RecordedOutput();
        reopen(Options.defaults().withOutput(output));
        Context context = mitogen.connect(local()).connect(local());
        assertThrows(
                ContextLostException.class,
                () -> context.call(() -> {
                    new ProcessBuilder("sh", "-c", "seq 1000; echo end")
                            .inheritIO()
                            .start()
                            .waitFor();
                    for (int i = 0; i < 1000; i++) {
                        System.out.println(i);
                    }
                    System.out.println("end");
                    System.err.print("end");
                    System.err.flush();
                    Runtime.getRuntime().halt(3);
                }));
        mitogen.drain();
        List<String> out = output.lines(context, Stream.OUT);
        assertEquals("1001 end", out.size() + " " + out.get(out.size() - 1));
        assertEquals(List.of("end"), output.lines(context, Stream.ERR));
        List<String> past = output.lines(context, Stream.NATIVE);
        assertEquals("1001 end", past.size() + " " + past.get(past.size() - 1));
    }

    /** A print that has returned is not lost, as with a pipe: however much was printed, and whatever else is on its way. */
    @Test
    void whatWasPrintedBeforeTheProcessHaltsIsThere() {
        for (int lines : List.of(
                1, 100, 1000, 1001, 1002, 1003, 5000, 5001, 5002, 5003, 5004, 5005, 5006, 5007, 20_000, 20_001)) {
            RecordedOutput output = new RecordedOutput();
            reopen(Options.defaults().withOutput(output));
            Context context = mitogen.connect(local());
            assertThrows(
                    ContextLostException.class,
                    () -> context.call(() -> {
                        for (int i = 1; i <= lines; i++) {
                            System.out.println("line " + i);
                        }
                        Runtime.getRuntime().halt(3);
                    }));
            mitogen.drain();
            List<String> out = output.lines(context, Stream.OUT);
            assertEquals(lines + " line " + lines, out.size() + " " + out.get(out.size() - 1));
        }
    }

    @Test
    void noCharacterIsTorn() {
        RecordedOutput output = new RecordedOutput();
        reopen(Options.defaults().withOutput(output));
        Context context = mitogen.connect(local());
        context.call(() -> System.out.println("x" + "€".repeat(MIB)));
        mitogen.drain();
        List<String> lines = output.lines(context, Stream.OUT);
        assertTrue(lines.size() > 1, "it comes in pieces");
        assertTrue(String.join("", lines).equals("x" + "€".repeat(MIB)), "a character was torn");
    }

    /** Takes bytes as they are, and looks now and then whether they stay. */
    private static final class Counted implements OutputListener {
        final AtomicLong bytes = new AtomicLong();
        volatile long most;

        @Override
        public boolean bytes(Context context, Stream stream, byte[] chunk) {
            long before = bytes.getAndAdd(chunk.length);
            if (before / (32 * MIB) != bytes.get() / (32 * MIB)) {
                most = Math.max(most, used());
            }
            return true;
        }

        static long used() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    /** The child has little memory: it could keep nothing of this, either. */
    @Test
    void aPrinterMakesNothingGrow() {
        Counted counted = new Counted();
        reopen(Options.defaults().withOutput(counted));
        Context context = mitogen.connect(exec("env", "JAVA_TOOL_OPTIONS=-Xmx24m"));
        context.call(() -> System.out.println("begin"));
        long before = Counted.used();
        context.call(() -> {
            byte[] chunk = new byte[MIB];
            for (int i = 0; i < 128; i++) {
                System.out.write(chunk, 0, chunk.length);
            }
            new ProcessBuilder("head", "-c", "134217728", "/dev/zero")
                    .inheritIO()
                    .start()
                    .waitFor();
        });
        mitogen.close();
        assertTrue(counted.bytes.get() >= 256L * MIB, counted.bytes + " bytes came");
        assertTrue(
                counted.most - before < 32 * MIB, "the heap has grown by " + ((counted.most - before) / MIB) + " MiB");
    }

    /** A handler that logs what it logs has no end: the JDK's own doing, and no reason to lose all output from then on. */
    @Test
    void aHandlerThatLogsToItselfLosesNothingElse() {
        RecordedOutput lines = new RecordedOutput();
        reopen(Options.defaults().withOutput(new OutputListener() {
            @Override
            public void line(Context context, Stream stream, String line) {
                lines.line(context, stream, line);
            }
        }));
        Logger logger = Logger.getLogger("mitogen");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logger.log(Level.WARNING, "again: {0}", record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        boolean above = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        try {
            Context context = mitogen.connect(local());
            context.call(() -> Logger.getLogger("mitogen").warning("once"));
            context.call(() -> System.out.println("still there"));
            mitogen.drain();
            assertEquals(List.of("still there"), lines.lines(context, Stream.OUT));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(above);
        }
    }
}
