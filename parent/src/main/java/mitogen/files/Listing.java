package mitogen.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of directories that somebody walks through: those that were listed before they were asked for. Thread-safe.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
final class Listing {
    /** How many files a directory may have that comes in one answer. */
    static final int LARGEST = 1000;

    /** How many files may be told of in one answer, when somebody has walked for a while. */
    private static final int MOST = 16_000;

    /** A file of a directory; {@code stat} is null if its attributes are not known. */
    record Row(byte[] name, FileStat stat) {}

    /**
     * A directory.
     *
     * @param time when it was asked for
     */
    record Directory(long time, List<Row> rows) {}

    private final Map<String, Directory> directories = new ConcurrentHashMap<>();
    private int most; // guarded by this

    /** How many files the next answer may have: more each time. */
    synchronized int more() {
        most = most == 0 ? LARGEST : Math.min(MOST, 2 * most);
        return most;
    }

    /** Reads the answer to {@link ListDirectories}, and forgets what is too old. */
    void read(RowReader answer, long time, Recent recent) throws IOException {
        directories.values().removeIf(each -> recent.isOld(each.time));
        while (answer.number() != 0) {
            String directory = PathText.text(answer.bytes());
            List<Row> rows = new ArrayList<>();
            while (answer.number() != 0) {
                rows.add(new Row(answer.name(), answer.file()));
            }
            directories.put(directory, new Directory(time, rows));
        }
    }

    boolean knows(String directory) {
        return directories.containsKey(directory);
    }

    /** What is in a directory, which is then forgotten; null if that is not known. */
    Directory take(String directory) {
        return directories.remove(directory);
    }
}
