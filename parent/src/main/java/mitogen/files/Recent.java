package mitogen.files;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says for how long an answer that was not asked for yet holds: for a short time, and not if the file was changed since
 * through the same file system, by that name. Thread-safe.
 */
final class Recent {
    /** For how long. NFS clients believe attributes for 3 seconds at least. */
    static final long LASTS = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier clock;
    private final Map<String, Long> changes = new LinkedHashMap<>(); // by the file, and when; guarded by this
    private long everything; // when all may have changed; guarded by this

    /** @param clock tells nanoseconds, as {@link System#nanoTime} does */
    Recent(LongSupplier clock) {
        this.clock = clock;
        everything = clock.getAsLong();
    }

    long now() {
        return clock.getAsLong();
    }

    /** Whether what was asked for at that time is too old. */
    boolean isOld(long time) {
        return now() - time > LASTS;
    }

    /** A file was changed, made or deleted just now: what is known of it, and of its directory, holds no more. */
    synchronized void changed(String file) {
        if (!isPlain(file)) {
            changedAll();
            return;
        }
        long now = now();
        for (Iterator<Long> times = changes.values().iterator(); times.hasNext() && now - times.next() > LASTS; ) {
            times.remove();
        }
        for (String each : new String[] {file, file.substring(0, Math.max(0, file.lastIndexOf('/')))}) {
            changes.remove(each); // or it would keep its place
            changes.put(each, now);
        }
    }

    /** Whatever is known holds no more. */
    synchronized void changedAll() {
        everything = now();
        changes.clear();
    }

    /** Whether it still holds what was asked for about a file at that time. */
    synchronized boolean holds(String file, long time) {
        Long changed = changes.get(file);
        return isPlain(file) && !isOld(time) && time - everything > 0 && (changed == null || time - changed > 0);
    }

    /** Whether a file has no other name that would do: names are told apart by their text. */
    private static boolean isPlain(String file) {
        String closed = file + "/";
        return file.startsWith("/") && !closed.contains("/./") && !closed.contains("/../");
    }
}
