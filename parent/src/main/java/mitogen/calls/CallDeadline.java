package mitogen.calls;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mitogen.DeadlineException;

/** The deadline of one call: of several the earliest. Guarded by the call. */
final class CallDeadline {
    private final ScheduledExecutorService timer;
    private final Consumer<Duration> late;
    private ScheduledFuture<?> next; // null if there is none

    /** Without a deadline yet. When one passes, the timer's thread tells it, with the time that it was set to. */
    CallDeadline(ScheduledExecutorService timer, Consumer<Duration> late) {
        this.timer = timer;
        this.late = late;
    }

    /** Whether the time is more than zero. */
    static boolean isAhead(Duration timeout) {
        return nanos(timeout) > 0;
    }

    private static long nanos(Duration timeout) {
        return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "a deadline needs a time, and got null"));
    }

    /** Sets it to so much from now, unless an earlier one is set. */
    void set(Duration timeout) {
        long nanos = nanos(timeout);
        if (next != null && next.getDelay(TimeUnit.NANOSECONDS) <= nanos) {
            return;
        }
        drop();
        try {
            next = timer.schedule(() -> late.accept(timeout), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // this agent is closed: all calls are answered now
        }
    }

    /** It does not matter any more. */
    void drop() {
        if (next != null) {
            next.cancel(false);
        }
    }

    /** What a call fails with when its deadline has passed. */
    static DeadlineException passed(Object context, Duration timeout) {
        return new DeadlineException(context + " gave no result within " + text(timeout)
                + "; if its work was under way, it was told to stop");
    }

    /** The words for a time in errors. */
    static String text(Duration timeout) {
        return timeout.toString().substring(2).toLowerCase(Locale.ROOT); // PT1M5S
    }
}
