package mitogen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import mitogen.Call;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandException.Reason;
import mitogen.CommandResult;
import mitogen.ConnectFailedException;
import mitogen.ContextLostException;
import mitogen.End;
import mitogen.MitogenException;
import mitogen.ValueException;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a child that somebody has taken over may say of a command. The frames are the same on each JDK. */
@Tag("build")
final class HostileCommandsTest extends HostileTest {
    private static final int NULL = 0;
    private static final int FALSE = 1;
    private static final int INT = 3;
    private static final int LONG = 4;
    private static final int STRING = 10;
    private static final int PRIMITIVES = 11;
    private static final int ENUM = 16;
    private static final int RECORD = 17;
    private static final int CONNECT_FAILURE = 37;

    private static final byte[] NOTHING = {};

    /** Nothing of a way that could not be gone, or was lost. */
    private static void noWay(PayloadWriter to) {
        to.putByte(NULL);
        to.putByte(NULL);
    }

    private CommandResult answered(Reason reason, String text, int status, byte[] output, byte[] errors, String charset)
            throws Exception {
        return answered(reason, text, status, output, errors, charset, HostileCommandsTest::noWay);
    }

    /** What comes of a command that is answered with this. */
    private CommandResult answered(
            Reason reason,
            String text,
            int status,
            byte[] output,
            byte[] errors,
            String charset,
            Consumer<PayloadWriter> way)
            throws Exception {
        Call<CommandResult> call = hostile.context().submit(Command.of("true"));
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        hostile.send(0, replyTo, 0, 0, payload(to -> {
            to.putByte(RECORD);
            name(to, "mitogen.process.Ended");
            to.putLong(10);
            if (reason == null) {
                to.putByte(NULL);
            } else {
                to.putByte(ENUM);
                name(to, Reason.class.getName());
                to.putString(reason.name());
            }
            string(to, text);
            to.putByte(INT);
            to.putLong(status);
            bytes(to, output);
            bytes(to, errors);
            string(to, charset);
            to.putByte(LONG);
            to.putLong(1);
            to.putByte(FALSE);
            way.accept(to);
        }));
        return call.await();
    }

    private static void name(PayloadWriter to, String name) {
        to.putLong(0);
        to.putString(name);
    }

    private static void string(PayloadWriter to, String text) {
        if (text == null) {
            to.putByte(NULL);
        } else {
            to.putByte(STRING);
            to.putString(text);
        }
    }

    private static void bytes(PayloadWriter to, byte[] bytes) {
        if (bytes == null) {
            to.putByte(NULL);
        } else {
            to.putByte(PRIMITIVES);
            to.putByte(0);
            to.putLong(bytes.length);
            to.putBytes(bytes, 0, bytes.length);
        }
    }

    @Test
    void anHonestAnswer() throws Exception {
        CommandResult result = answered(null, null, 7, "out".getBytes(UTF_8), "err".getBytes(UTF_8), "ISO-8859-1");
        assertEquals(
                "7 out err ISO-8859-1",
                result.status() + " " + result.text() + " " + result.errorText() + " " + result.charset());
    }

    @Test
    void aReasonDoesNotControlTheTerminal() {
        CommandException failure = assertThrows(
                CommandException.class,
                () -> answered(Reason.NOT_STARTED, "\u001b[31mred\u202e", -1, NOTHING, NOTHING, "UTF-8"));
        assertTrue(failure.getMessage().contains("red"), failure.getMessage());
        assertFalse(failure.getMessage().contains("\u001b"), failure.getMessage());
        assertFalse(failure.getMessage().contains("\u202e"), failure.getMessage());
    }

    /** Of a command at the end of a way, which the context tells to have been lost, or not reached. */
    @Test
    void anEndOfTheWayDoesNotControlTheTerminal() {
        Consumer<PayloadWriter> lost = to -> {
            to.putByte(NULL);
            to.putByte(RECORD);
            name(to, End.class.getName());
            to.putLong(5);
            to.putByte(NULL);
            to.putByte(ENUM);
            name(to, End.Reason.class.getName());
            to.putString("KILLED");
            string(to, "red\u001b[31m");
            to.putByte(INT);
            to.putLong(9);
            string(to, "red\u001b[31m");
        };
        Consumer<PayloadWriter> unreached = to -> {
            to.putByte(CONNECT_FAILURE);
            to.putString(ConnectFailedException.Reason.UNREACHABLE.name());
            to.putString(ConnectFailedException.Stage.CONNECTING.name());
            to.putString("red\u001b[31m");
            to.putString("red\u001b[31m");
            to.putLong(1);
            to.putString("red\u001b[31m");
            to.putLong(255);
            to.putLong(1);
            to.putString("red\u001b[31m");
            to.putByte(NULL);
        };
        for (Consumer<PayloadWriter> way : List.of(lost, unreached)) {
            MitogenException failure = assertThrows(
                    MitogenException.class, () -> answered(null, null, -1, NOTHING, NOTHING, "UTF-8", way));
            String all = failure.getMessage()
                    + (failure instanceof ConnectFailedException connect
                            ? connect.hop() + connect.command() + connect.lines()
                            : ((ContextLostException) failure).end().hop());
            assertTrue(all.contains("red"), all);
            assertFalse(all.contains("\u001b"), all);
        }
    }

    @Test
    void aFailureShowsNoEndlessLine() throws Exception {
        byte[] line = "x".repeat(1 << 20).getBytes(UTF_8);
        CommandException failure = assertThrows(
                CommandException.class,
                () -> answered(null, null, 1, NOTHING, line, "UTF-8").orThrow());
        assertTrue(
                failure.getMessage().length() < 2000, () -> failure.getMessage().length() + " characters");
        assertEquals(1 << 20, failure.result().orElseThrow().errors().length);
    }

    @Test
    void whatNoCommandEndsWithIsRefused() {
        assertInvalid(null, 0, null, NOTHING);
        assertInvalid(null, 0, NOTHING, null);
        assertInvalid(null, -1, NOTHING, NOTHING);
        assertInvalid(null, 256, NOTHING, NOTHING);
        assertInvalid(Reason.TIMED_OUT, -2, NOTHING, NOTHING);
    }

    private void assertInvalid(Reason reason, int status, byte[] output, byte[] errors) {
        String message = assertThrows(ValueException.class, () -> answered(reason, "", status, output, errors, "UTF-8"))
                .getMessage();
        assertTrue(message.contains("no command ends with exit status " + status), message);
    }

    @Test
    void anUnknownCharsetIsReadAsUtf8() throws Exception {
        assertEquals(
                UTF_8, answered(null, null, 0, NOTHING, NOTHING, "nonsense\n").charset());
        assertEquals(UTF_8, answered(null, null, 0, NOTHING, NOTHING, null).charset());
        assertEquals(
                ISO_8859_1, answered(null, null, 0, NOTHING, NOTHING, "latin1").charset());
    }
}
