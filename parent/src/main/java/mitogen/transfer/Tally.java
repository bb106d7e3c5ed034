package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mitogen.Transfer;
import mitogen.Transfer.Difference;

/** What is known of a transfer so far. Not thread-safe. */
final class Tally {
    /** The most failures, differences, partial and grown files: a destination is not trusted to tell of as many as it likes. */
    private static final int MOST = 1_000_000;

    private final long start = System.nanoTime();
    private final Consumer<Object> progress; // or null
    private final long[] counts = new long[4];
    private final Map<Path, IOException> failures = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final Set<Path> partial = new LinkedHashSet<>();
    private final Set<Path> grown = new LinkedHashSet<>();

    Tally(Consumer<Object> progress) {
        this.progress = progress;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A destination has counted so far. */
    void count(long[] before, long... now) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += now[i] - before[i];
        }
        if (progress != null) {
            progress.accept(new Transfer.Progress(counts[0], counts[1], counts[2], elapsed()));
        }
    }

    private static void check(int size) throws IOException {
        if (size >= MOST) {
            throw Wire.senseless("more than " + MOST + " reports");
        }
    }

    void fail(Path path, IOException failure) {
        if (failures.size() < MOST) {
            failures.putIfAbsent(path, failure);
        }
    }

    void differs(Difference difference) throws IOException {
        check(differences.size());
        differences.add(difference);
    }

    void partial(Path file, boolean there) throws IOException {
        check(partial.size());
        if (there) {
            partial.add(file);
        } else {
            partial.remove(file);
        }
    }

    void grew(Path file) throws IOException {
        check(grown.size());
        grown.add(file);
    }

    Transfer.Result result() {
        return new Transfer.Result(
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                Collections.unmodifiableMap(failures),
                Collections.unmodifiableList(differences),
                List.copyOf(partial),
                List.copyOf(grown),
                elapsed());
    }
}
