package mitogen.process;

import mitogen.CommandException.Reason;
import mitogen.ConnectFailedException;
import mitogen.End;

/**
 * What came of a command.
 *
 * @param reason why it was not started, or was killed; null if it ended by itself
 * @param text what the system said about that; or null
 * @param status its exit status, 0 to 255; -1 if it was not started
 * @param output what was collected
 * @param errors what was collected
 * @param charset the name of the charset of this place
 * @param nanos how long it ran
 * @param leftOpen whether others had an output open, and were silent
 * @param unreached why the place where it was to run could not be reached; or null
 * @param lost how the link to that place ended before the command did; or null
 */
@SuppressWarnings("ArrayRecordComponent") // a message, never compared
record Ended(
        Reason reason,
        String text,
        int status,
        byte[] output,
        byte[] errors,
        String charset,
        long nanos,
        boolean leftOpen,
        ConnectFailedException unreached,
        End lost) {
    private static final byte[] NOTHING = {};

    /** Whoever controls the context may say anything. */
    Ended {
        boolean ended = reason == null && unreached == null && lost == null;
        if (output == null || errors == null || status < (ended ? 0 : -1) || status > 255) {
            throw new IllegalArgumentException("no command ends with exit status " + status + " and such outputs");
        }
    }

    /** For a command that was not started. */
    static Ended not(Reason reason, String text) {
        return not(reason, text, null, null);
    }

    /** For a command whose place could not be reached. */
    static Ended unreached(ConnectFailedException failure) {
        return not(null, null, failure, null);
    }

    /** For a command of whose end nothing is known. */
    static Ended lost(End end) {
        return not(null, null, null, end);
    }

    private static Ended not(Reason reason, String text, ConnectFailedException unreached, End lost) {
        return new Ended(reason, text, -1, NOTHING, NOTHING, Locales.charset().name(), 0, false, unreached, lost);
    }
}
