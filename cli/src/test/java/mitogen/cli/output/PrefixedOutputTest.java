package mitogen.cli.output;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.cli.contexts.OwnLog;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Selected;
import mitogen.cli.targets.Target;
import mitogen.cli.targets.TargetLists;
import mitogen.cli.targets.TargetParser;
import mitogen.cli.targets.TextLine;
import mitogen.controller.OutputListener.Stream;
import org.junit.jupiter.api.Test;

class PrefixedOutputTest {
    private static final String TARGETS = "local,ssh:web1";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Context local = named(1);
    private final Context web = named(2);

    private static List<Target> targets(String text) {
        Selected selected = new Selected();
        TargetParser.parse(TextLine.ofCommandLine(text), TargetLists.NONE, selected);
        return selected.targets();
    }

    private Output output(String targets, boolean live) {
        PrintStream to = new PrintStream(out, true, UTF_8);
        Output output = Output.of(new Terminal(to, new PrintStream(err, true, UTF_8), live), targets(targets));
        output.named("local", () -> local);
        output.named("ssh:web1", () -> web);
        return output;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private String out() {
        return out.toString(ISO_8859_1);
    }

    private String err() {
        return err.toString(ISO_8859_1);
    }

    @Test
    void noTargetMovesTheCursor() {
        Output output = output(TARGETS, false);
        output.bytes(local, Stream.OUT, bytes("10%\r20%\n\rssh:web1 | forged\n\033[2J\033]0;title\007\n"));
        output.bytes(local, Stream.OUT, "C1 \u009b31m, \u202ebidi, f\u00fcr\tall\n".getBytes(UTF_8));
        output.bytes(local, Stream.OUT, bytes("latin-1 f\u00fcr \u009b31m, half \u00c3\n"));
        output.finish();
        assertEquals(
                List.of(
                        "local    | 10%\\u{d}20%",
                        "local    | \\u{d}ssh:web1 | forged",
                        "local    | \\u{1b}[2J\\u{1b}]0;title\\u{7}",
                        "local    | C1 \\u{9b}31m, \\u{202e}bidi, f\u00c3\u00bcr\tall",
                        "local    | latin-1 f\u00fcr \\u{9b}31m, half \u00c3"),
                out().lines().toList());
    }

    @Test
    void aSingleTargetIsLeftAsItIs() {
        Output output = output("local", false);
        output.bytes(local, Stream.OUT, bytes("10%\r20%\033[1m\u009b\n"));
        assertEquals("10%\r20%\033[1m\u009b\n", out());
        output.complain("local", "failed: \033[2J\rmitogen: fine");
        assertEquals("failed: \\u{1b}[2J\\u{d}mitogen: fine\n", err());
    }

    @Test
    void linesStartWithTheirTarget() {
        Output output = output(TARGETS, false);
        assertTrue(output.bytes(local, Stream.OUT, bytes("one\ntw")));
        output.bytes(web, Stream.OUT, bytes("\n"));
        output.bytes(local, Stream.ERR, bytes("bad\n"));
        output.bytes(web, Stream.NATIVE, bytes("native\n"));
        output.bytes(local, Stream.OUT, bytes("o\nthree"));
        assertEquals("local    | one\nssh:web1 | \nlocal    | two\n", out());
        assertEquals("local    | bad\nssh:web1 | native\n", err());
        output.finish();
        assertEquals("local    | one\nssh:web1 | \nlocal    | two\nlocal    | three\n", out());
    }

    /** What the controller logs comes between two status lines, and concerns no target. */
    @Test
    void ownLogKeepsTheStatusLineWhole() {
        Output output = output(TARGETS, true);
        output.progress(0, 0, 2);
        OwnLog log = OwnLog.to(output, Level.FINE);
        try {
            Logger.getLogger("mitogen").fine("news");
        } finally {
            log.close();
        }
        String shown = err();
        int news = shown.indexOf("news\n");
        assertTrue(news > 0, shown);
        assertTrue(shown.substring(0, news).contains("0/2 done\r\033[K"), shown);
        assertTrue(shown.endsWith("news\n0/2 done"), shown);
        assertTrue(Logger.getLogger("mitogen").getUseParentHandlers());
        assertNull(Logger.getLogger("mitogen").getLevel(), "the next command has a level of its own");
    }

    @Test
    void whatIsInALineStaysAsItIs() {
        Output output = output(TARGETS, false);
        output.bytes(local, Stream.OUT, bytes("\u00e4\u00ff\0\r\n"));
        assertEquals("local    | \u00e4\u00ff\0\r\n", out());
    }

    @Test
    void aLineWithoutEndIsHeldInMemoryOnlySoFar() {
        Output output = output(TARGETS, false);
        byte[] chunk = new byte[1 << 16];
        for (int i = 0; i < 17; i++) {
            output.bytes(local, Stream.OUT, chunk);
        }
        assertTrue(out.size() > 1 << 20);
    }

    @Test
    void failuresAndLogRecordsGoToStandardError() {
        Output output = output(TARGETS, false);
        output.failure("ssh:web1", "cannot connect\nTry again.");
        LogRecord record = new LogRecord(Level.WARNING, "{0} left");
        record.setParameters(new Object[] {3});
        record.setLoggerName("disk");
        output.log(local, record);
        assertEquals(
                "ssh:web1 | mitogen: cannot connect\nssh:web1 | Try again.\nlocal    | WARNING disk: 3 left\n", err());
        assertEquals("", out());
    }

    @Test
    void aSingleTargetIsPassedThrough() {
        Output output = output("local", false);
        output.bytes(local, Stream.OUT, bytes("\u00e4 without end"));
        output.bytes(local, Stream.ERR, bytes("err"));
        output.bytes(local, Stream.NATIVE, bytes("native\n"));
        output.failure("local", "lost\nAgain.");
        output.progress(0, 0, 1);
        output.finish();
        assertEquals("\u00e4 without end", out());
        assertEquals("errnative\nmitogen: lost\nAgain.\n", err());
    }

    @Test
    void theStatusLineComesAndGoes() {
        String erase = "\r\033[K";
        Output output = output(TARGETS, true);
        output.progress(0, 0, 2);
        assertEquals("0/2 done", err());
        output.bytes(local, Stream.OUT, bytes("x\n"));
        assertEquals("0/2 done" + erase + "0/2 done", err());
        output.progress(1, 1, 2);
        output.progress(2, 1, 2);
        output.finish();
        assertEquals("0/2 done" + erase + "0/2 done" + erase + "1/2 done, 1 failed" + erase, err());
        assertEquals("local    | x\n", out());
    }

    @Test
    void inAPipeThereIsNoStatusLine() {
        Output output = output(TARGETS, false);
        output.progress(0, 0, 2);
        output.finish();
        assertEquals("", err());
    }

    @Test
    void aReaderThatWentAwayIsNoticedOnce() {
        PrintStream broken = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        Output output = Output.of(new Terminal(broken, broken, false), targets("local"));
        AtomicInteger times = new AtomicInteger();
        output.whenBroken(times::incrementAndGet);
        output.named("local", () -> local);
        output.bytes(local, Stream.OUT, bytes("x"));
        output.bytes(local, Stream.OUT, bytes("x"));
        assertEquals(1, times.get());
    }

    /** A context that is nothing but its number. */
    private static Context named(int id) {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "id", "hashCode" -> id;
                    case "name", "toString" -> "context " + id;
                    case "equals" -> self == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
