package mitogen.tree;

import java.util.concurrent.TimeUnit;

/** So many things per second, and twice as many at once. Not thread-safe. */
final class Rate {
    private final double perNano;
    private final double most;
    private double left;
    private long last = System.nanoTime();

    Rate(int perSecond) {
        perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        most = 2.0 * perSecond;
        left = most;
    }

    /** Whether one more is within the rate; then it is counted. */
    boolean take() {
        long now = System.nanoTime();
        left = Math.min(most, left + (now - last) * perNano);
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** How long to wait for the next to be within the rate, in milliseconds. */
    long millisToNext() {
        return left >= 1 ? 0 : (long) Math.ceil((1 - left) / perNano / TimeUnit.MILLISECONDS.toNanos(1));
    }
}
