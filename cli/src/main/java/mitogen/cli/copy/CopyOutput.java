package mitogen.cli.copy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mitogen.cli.output.PrefixedOutput;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/** Lines of {@code put} and {@code get}; on a terminal, the last one tells how far they are. State under {@link #lock}. */
final class CopyOutput extends PrefixedOutput {
    private static final long PAUSE_NANOS = 100_000_000; // a terminal shows no more

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

    private final Map<String, Moved> moved = new HashMap<>();
    private long firstMoved;
    private long lastShown;
    private String targets = "";

    /** How much of a target has been copied. */
    record Moved(long files, long bytes) {}

    CopyOutput(Terminal terminal, List<Target> targets) {
        super(terminal, targets);
    }

    /** {@code 1 file}, {@code 1200 files}. */
    static String files(long count) {
        return count == 1 ? "1 file" : count + " files";
    }

    /** {@code 3.4 MB}, in powers of 1000, as rsync and ls have them. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.size() - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }

    /** A result of one target, on standard output. */
    void result(String name, String line) {
        print(prefix(name, true) + line);
    }

    @Override
    public void progress(int done, int failed, int total) {
        synchronized (lock) {
            targets = total == 1 ? "" : done + "/" + total + " done" + (failed == 0 ? "" : ", " + failed + " failed");
            if (done == total) {
                status("");
            } else {
                show();
            }
        }
    }

    /** A target has copied so much. */
    void moved(String name, Moved now) {
        synchronized (lock) {
            long time = System.nanoTime();
            firstMoved = moved.isEmpty() ? time : firstMoved;
            moved.put(name, now);
            if (time - lastShown >= PAUSE_NANOS) {
                lastShown = time;
                show();
            }
        }
    }

    private void show() {
        String copied = "";
        if (!moved.isEmpty()) {
            long files = moved.values().stream().mapToLong(Moved::files).sum();
            long bytes = moved.values().stream().mapToLong(Moved::bytes).sum();
            double seconds = Math.max(1e-3, (System.nanoTime() - firstMoved) / 1e9);
            copied = files(files) + ", " + size(bytes) + ", " + size((long) (bytes / seconds)) + "/s";
        }
        status(targets.isEmpty() || copied.isEmpty() ? targets + copied : targets + ": " + copied);
    }
}
