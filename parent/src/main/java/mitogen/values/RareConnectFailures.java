package mitogen.values;

import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectFailedException.Stage;
import mitogen.ValueException;
import mitogen.internal.Printable;
import mitogen.wire.PayloadWriter;
import mitogen.wire.ValueReader;

/**
 * A {@link ConnectFailedException} as a value, and as the answer to a connect. After its code: the names of reason and
 * stage, then strings: hop, message; the command; the exit status; the lines. Lists have their length in front.
 */
public final class RareConnectFailures {
    private RareConnectFailures() {}

    /** Appends all fields of it; frames, causes and suppressed exceptions stay behind. */
    public static void write(ConnectFailedException failure, PayloadWriter to) {
        to.putByte(RareValues.CONNECT_FAILURE);
        to.putString(failure.reason().name());
        to.putString(failure.stage().name());
        to.putString(failure.hop());
        to.putString(String.valueOf(failure.getMessage()));
        putStrings(failure.command(), to);
        to.putLong(failure.exitStatus());
        putStrings(failure.lines(), to);
    }

    private static void putStrings(List<String> strings, PayloadWriter to) {
        to.putLong(strings.size());
        strings.forEach(to::putString);
    }

    /** Reads what follows the code. Whoever sent it may have put control characters in it. */
    static ConnectFailedException read(ValueReader from) {
        Reason reason;
        Stage stage;
        try {
            reason = Reason.valueOf(from.getString());
            stage = Stage.valueOf(from.getString());
        } catch (IllegalArgumentException e) {
            throw new ValueException("a connect failed for no reason that is known here, or at no such stage");
        }
        String hop = Printable.line(from.getString());
        String message = Printable.text(from.getString());
        List<String> command = getStrings(from);
        int exitStatus = (int) from.getLong();
        return new ConnectFailedException(reason, hop, message, stage, command, exitStatus, getStrings(from));
    }

    private static List<String> getStrings(ValueReader from) {
        List<String> strings = new ArrayList<>();
        for (int left = from.getElements(1); left > 0; left--) {
            strings.add(Printable.line(from.getString()));
        }
        return strings;
    }
}
