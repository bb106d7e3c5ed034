package mitogen.launch;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Sees to it that a process which holds the pipes of one that has ended holds up nobody. Thread-safe. */
final class EndWatch {
    private static final int LOOK_MILLIS = 500;

    private final ScheduledExecutorService timer;
    private final BooleanSupplier needless;
    private final BooleanSupplier quiet;
    private final Runnable held;
    private ScheduledFuture<?> looking; // guarded by this, as is the next
    private int quietLooks;

    /**
     * A watch that has not begun.
     *
     * @param needless whether there is nothing to be watched any more
     * @param quiet whether the process has ended, and nothing was heard since the last look
     * @param held run once, on the timer's thread, if that is so twice in a row
     */
    EndWatch(ScheduledExecutorService timer, BooleanSupplier needless, BooleanSupplier quiet, Runnable held) {
        this.timer = timer;
        this.needless = needless;
        this.quiet = quiet;
        this.held = held;
    }

    /** The process is to end, or has. As often as anybody likes. */
    synchronized void begin() {
        try {
            if (looking == null) {
                looking = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            // this agent is closed, and waits for nothing any more
        }
    }

    private void look() {
        boolean over = needless.getAsBoolean();
        boolean nothingHeard = quiet.getAsBoolean();
        boolean isHeld;
        synchronized (this) {
            quietLooks = nothingHeard ? quietLooks + 1 : 0;
            isHeld = quietLooks == 2 && !over;
            if (quietLooks >= 2 || over) {
                looking.cancel(false);
                looking = null;
            }
        }
        if (isHeld) {
            held.run();
        }
    }
}
