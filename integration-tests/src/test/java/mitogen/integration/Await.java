package mitogen.integration;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens by itself, with a deadline. */
final class Await {
    private static final long STEP = 5_000_000;

    private Await() {}

    /** Waits until the condition holds; fails the test, naming what was waited for, if it does not in time. */
    static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                fail("not within " + limit.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(STEP);
        }
    }

    /** {@link #until(String, Duration, Callable)} with a minute, which passes only where something is wrong. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, Duration.ofMinutes(1), condition);
    }
}
