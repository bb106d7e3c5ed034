package mitogen.tree;

import mitogen.Context;
import mitogen.End;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Why contexts are gone: the head of a message that tells it to others. Reader threads use it, so it names no class that
 * might have to be asked for, until somebody wants an {@link End}.
 *
 * <pre>
 * exit status   long     of the process whose end broke the way, or -1
 * text          string   for people
 * reason        byte     an ordinal of {@link End.Reason}
 * hop           string   the name of the context that ended first
 * </pre>
 *
 * @param exitStatus see above, as the next
 * @param text at most {@link #MAX_TEXT} characters of it are told
 * @param reason a number that is not known here counts as 0
 * @param hop as its parent names it
 */
public record Loss(int exitStatus, String text, int reason, String hop) {
    /** Characters of a text: it must fit into one frame. */
    private static final int MAX_TEXT = 2000;

    /** The ordinals of {@link End.Reason}. */
    public static final int UNKNOWN = 0;

    public static final int CLOSED = 1;

    public static final int EXITED = 2;

    public static final int KILLED = 3;

    public static final int SILENT = 4;

    public static final int BROKEN = 5;

    public static final int NOT_CONNECTED = 6;

    /** The reason that an exit status tells; ssh's own, 255, is no signal. */
    public static int ofExit(int exitStatus) {
        return exitStatus > 128 && exitStatus < 160 ? KILLED : EXITED;
    }

    /** Cuts a text that is too long. */
    public Loss {
        text = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    /** Reads one as it was told; neither the text nor the hop is escaped. */
    public static Loss read(PayloadReader payload) {
        int exitStatus = (int) payload.getLong();
        String text = payload.getString();
        return new Loss(exitStatus, text, payload.getByte(), payload.getString());
    }

    /** Appends it. */
    public void write(PayloadWriter payload) {
        payload.putLong(exitStatus);
        payload.putString(text);
        payload.putByte(reason);
        payload.putString(hop);
    }

    /** The payload of a dead message that tells it: the byte {@link Protocol#LOST}, and the above. */
    Frame dead() {
        PayloadWriter payload = new PayloadWriter();
        payload.putByte(Protocol.LOST);
        write(payload);
        return payload.frames();
    }

    /** Answers a message that cannot be delivered because of it; of several frames, only the last is answered. */
    void answer(Router router, Frame frame) {
        if (frame.replyTo() != 0 && (frame.next != null || !frame.is(Protocol.MORE))) {
            router.post(frame.source(), frame.replyTo(), 0, Protocol.DEAD, dead());
        }
    }

    /** The end of a context, or of something of it, that is called so. Not for reader threads. */
    public End end(Context context, String name) {
        End.Reason[] reasons = End.Reason.values();
        End.Reason known = reasons[reason > 0 && reason < reasons.length ? reason : UNKNOWN];
        return new End(context, known, hop, exitStatus, name + " is gone: " + text);
    }
}
