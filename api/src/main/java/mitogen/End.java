package mitogen;

import java.util.Objects;
import mitogen.internal.Printable;

/**
 * The end of a context: why, at which hop, and with which exit status. {@link Context#onEnd} gives it, and so do
 * {@link ContextLostException#end} and {@link Outcome.Lost#end}. Immutable.
 *
 * @param context the context that has ended; null if a channel lost a sender that is not known any more
 * @param reason why it has ended
 * @param hop the name of the context that ended first, such as {@code ssh:bastion/ssh:web1}: this context, or one on the
 *     path to it
 * @param exitStatus the exit status of that hop's process, 0 to 255: 128 plus the signal number if a signal ended it; -1 if
 *     this side ended it, or the status is not known
 * @param message what happened, for people
 */
public record End(Context context, Reason reason, String hop, int exitStatus, String message) {
    /** Why a context has ended. Later versions may add constants. */
    public enum Reason {
        /** The reason is no longer known, or was not reported. */
        UNKNOWN,
        /** Somebody closed the context, a context on the path to it, or the controller. */
        CLOSED,
        /** The hop's process ended by itself: a task exited, or the connection broke, for which {@code ssh} has status 255. */
        EXITED,
        /** A signal ended the hop's process. */
        KILLED,
        /** The hop did not answer for three heartbeats, or not in time, and was given up. */
        SILENT,
        /** The hop's connection ended, or carried bytes that make no sense. */
        BROKEN,
        /** The context was never up. {@link Context#onUp} fails with the {@link ConnectFailedException} that tells more. */
        NOT_CONNECTED
    }

    /**
     * Checks that only the context is null. Control characters of the texts are shown by their numbers.
     *
     * @param context the context, or null
     * @param reason not null
     * @param hop not null
     * @param exitStatus 0 to 255, or -1; it is not checked
     * @param message not null
     */
    public End {
        Objects.requireNonNull(reason, "reason");
        hop = Printable.line(Objects.requireNonNull(hop, "hop"));
        message = Printable.text(Objects.requireNonNull(message, "message"));
    }

    /**
     * {@return the end of a context that was never up} It has the hop, the exit status and the message of the failure.
     * The reason is {@link Reason#CLOSED} if somebody closed the context, else {@link Reason#NOT_CONNECTED}.
     *
     * @param context the context, or null
     * @param failure why it was not up
     */
    public static End of(Context context, ConnectFailedException failure) {
        Reason reason = failure.reason() == ConnectFailedException.Reason.CLOSED ? Reason.CLOSED : Reason.NOT_CONNECTED;
        return new End(context, reason, failure.hop(), failure.exitStatus(), failure.getMessage());
    }

    /** Returns the message. */
    @Override
    public String toString() {
        return message;
    }
}
