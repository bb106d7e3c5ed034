package mitogen.lasting;

import mitogen.internal.Printable;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;

/**
 * What a context tells its parent about going on when the link is lost.
 *
 * <pre>
 * int      its process
 * int      seconds that its calls may go on; 0 for one that is detached
 * string   the name that it is detached under, or empty
 * </pre>
 *
 * @param pid as the context sees it. Where its parent has a process with that number, it is taken for that process
 * @param seconds see above, as the next
 * @param name escaped
 */
public record Stay(int pid, int seconds, String name) {
    /** Reads what a child says. */
    public static Stay read(PayloadReader payload) {
        return new Stay(payload.getInt(), payload.getInt(), Printable.line(payload.getString()));
    }

    Frame write() {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(pid);
        payload.putInt(seconds);
        payload.putString(name);
        return payload.frames();
    }

    /** What is to be told to whoever waits for results. */
    public String text() {
        return name.isEmpty()
                ? "it lingers: calls that run there may go on for up to " + seconds + " s, and their results are lost"
                : "it goes on as the detached context " + name + ", and results of calls that run there are lost";
    }
}
