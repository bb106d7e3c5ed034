package mitogen.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one answer told of directories: one that was asked for, and others that are likely to be asked for next. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
final class Listing {
    /** A file of a directory; {@code stat} is null if its attributes are not known. */
    record Row(byte[] name, FileStat stat) {}

    /** When it was asked for. */
    final long time;

    /** How many files the answer was allowed to have. */
    final int most;

    private final Map<String, List<Row>> directories = new HashMap<>();

    Listing(long time, int most) {
        this.time = time;
        this.most = most;
    }

    /** Reads the answer to {@link ListDirectories}. */
    Listing read(RowReader answer) throws IOException {
        while (answer.number() != 0) {
            String directory = PathText.text(answer.bytes());
            List<Row> rows = new ArrayList<>();
            while (answer.number() != 0) {
                rows.add(new Row(answer.name(), answer.file()));
            }
            directories.put(directory, rows);
        }
        return this;
    }

    /** What is in a directory; null if that is not known. */
    List<Row> rows(String directory) {
        return directories.get(directory);
    }
}
