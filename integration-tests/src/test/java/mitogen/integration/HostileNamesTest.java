package mitogen.integration;

import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.connect.Exec;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hostile child prints and logs in no other name than its own, and writes nothing that a terminal obeys. The frames
 * are the same on each JDK.
 */
@Tag("build")
final class HostileNamesTest extends HostileTest {
    private static final String ESCAPES = "\033]52;c;ZXZpbA==\007 \r\u009b31m \u202egnp.exe \u2028end";

    private final List<String> names = new CopyOnWriteArrayList<>();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private void recordNames() {
        reopen(Options.defaults().withOutput(new OutputListener() {
            @Override
            public void line(Context context, Stream stream, String line) {
                names.add(context.name());
            }

            @Override
            public void log(Context context, LogRecord record) {
                names.add(context.name());
                records.add(record);
            }
        }));
    }

    private static Frame line(int context, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return payload(to -> {
            to.putInt(context);
            to.putByte(1);
            to.putBytes(bytes, 0, bytes.length);
        });
    }

    /** That the text has nothing which a terminal obeys. */
    private static void assertTame(String text) {
        assertFalse(
                text.chars()
                        .anyMatch(c -> c < ' ' && c != '\n' && c != '\t'
                                || c >= 0x7f && c < 0xa0
                                || c == 0x202e
                                || c == 0x2028),
                text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh:prod",
                "controller",
                "",
                "in-process",
                "in-process2/x",
                "in-process/\033[31mred\nmitogen: fine",
                "\u202e",
                "../ssh:prod",
                "in-process/local"
            })
    void aNameBeginsWithThatOfItsLink(String claimed) throws Exception {
        recordNames();
        int number = hostile.allocate();
        hostile.addRoute(number, claimed, hostile.id());
        hostile.send(0, Protocol.OUTPUT, 0, 0, line(number, "I am somebody else\n"));
        hostile.settled();
        mitogen.drain();
        assertEquals(1, names.size(), names.toString());
        String name = names.get(0);
        assertTrue(name.startsWith("in-process/"), name);
        assertTrue(name.indexOf('\n') < 0, name);
        assertTame(name);
        assertTrue(claimed.equals("in-process/local") == name.equals("in-process/local"), name);
    }

    @Test
    void aNameIsBounded() throws Exception {
        recordNames();
        int number = hostile.allocate();
        hostile.addRoute(number, "x".repeat(60_000), hostile.id());
        hostile.send(0, Protocol.OUTPUT, 0, 0, line(number, "a line\n"));
        hostile.settled();
        mitogen.drain();
        assertTrue(names.get(0).length() < 1100, () -> names.get(0).length() + " characters");
    }

    @Test
    void logRecordsAreTame() throws Exception {
        recordNames();
        hostile.send(0, Protocol.LOG, 0, 0, payload(to -> {
            to.putLong(900);
            to.putLong(0);
            to.putString("mito\033[7mgen\nx");
            to.putString("hello " + ESCAPES + "\nmitogen: a second line");
            to.putString("a.B: " + ESCAPES + "\n\tat a.B");
        }));
        hostile.settled();
        mitogen.drain();
        LogRecord record = records.get(0);
        assertTame(record.getMessage());
        assertTame(record.getLoggerName());
        assertFalse(record.getLoggerName().contains("\n"), record.getLoggerName());
        assertTrue(record.getMessage().startsWith("hello \\u{1b}]52;c;ZXZpbA==\\u{7} "), record.getMessage());
    }

    /** Unless a program says otherwise, records go to the controller's own loggers, each line behind the name. */
    @Test
    void noLineOfTheControllersLogIsForged() throws Exception {
        hostile.send(0, Protocol.LOG, 0, 0, payload(to -> {
            to.putLong(900);
            to.putLong(0);
            to.putString("mitogen");
            to.putString("one\nWARNING: ssh:prod is gone");
            to.putString("");
        }));
        assertLogged("in-process | one\nin-process | WARNING: ssh:prod is gone");
    }

    @Test
    void whatAConnectFailsWithIsTame() {
        String said = "printf '\\033]52;c;ZXZpbA==\\007 \\rweb2 | fine \\302\\23331m\\n' >&2; exit 3";
        ConnectFailedException failure = Failures.fails(
                Reason.BOOTSTRAP_FAILED,
                () -> mitogen.connect(Exec.exec("sh", "-c", said, "sh")).await());
        assertTame(failure.getMessage());
        assertTrue(
                failure.getMessage().contains("| \\u{1b}]52;c;ZXZpbA==\\u{7} \\u{d}web2 | fine \\u{9b}31m"),
                failure.getMessage());
    }
}
