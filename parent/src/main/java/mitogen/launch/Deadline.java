package mitogen.launch;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** How long a connect may take. Thread-safe. */
final class Deadline {
    private final ScheduledExecutorService timer;
    private final Duration limit;
    private final Runnable over;
    private ScheduledFuture<?> running; // guarded by this; null before the first

    /** Not running yet; what is to be done when the time is over is done by a thread of the timer. */
    Deadline(ScheduledExecutorService timer, Duration limit, Runnable over) {
        this.timer = timer;
        this.limit = limit;
        this.over = over;
    }

    /** All of the time is left again. */
    synchronized void restart() {
        stop();
        running = timer.schedule(over, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void stop() {
        if (running != null) {
            running.cancel(false);
        }
    }
}
