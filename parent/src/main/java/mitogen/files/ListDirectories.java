package mitogen.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mitogen.internal.NativePaths;

/**
 * Lists a directory, and others that are likely to be asked for next: some that were named, and those below, in the order in
 * which a walk comes to them, but none on another device.
 *
 * @param paths the directory, and others that may be listed besides
 * @param largest how many files the first may have
 * @param most how many files are told of in all; the first directory is told of in any case
 * @param below whether directories that are found are listed, too
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record ListDirectories(List<byte[]> paths, int largest, int most, boolean below) implements Order {
    /** For how long directories are listed that nobody has asked for yet, in nanoseconds: what takes longer is soon too old. */
    private static final long PATIENCE = 250_000_000;

    /** One after the other: 1, path, files, 0; a file is 1, name, attributes. Null if there are too many files in the first. */
    @Override
    public Object work() throws IOException {
        Rows rows = new Rows(true);
        ArrayDeque<byte[]> next = new ArrayDeque<>(paths);
        long start = System.nanoTime();
        int left = list(next.remove(), largest, rows, next);
        if (left < 0) {
            return null;
        }
        left += most - largest;
        while (left > 0 && !next.isEmpty() && System.nanoTime() - start < PATIENCE) {
            int before = rows.size();
            try {
                left = list(next.remove(), left, rows, next);
            } catch (IOException | RuntimeException e) {
                rows.cut(before); // whoever asks for it will hear of that
            }
            if (left < 0) {
                rows.cut(before);
            }
        }
        rows.put(0);
        return rows.take();
    }

    /** Lists one directory; how many files may still be told of, less than 0 if there were more. */
    private int list(byte[] path, int limit, Rows rows, ArrayDeque<byte[]> next) throws IOException {
        int left = limit;
        List<byte[]> found = new ArrayList<>();
        Path directory = NativePaths.of(path);
        long device = below ? (Long) Files.getAttribute(directory, "unix:dev", LinkOption.NOFOLLOW_LINKS) : 0;
        rows.put(1);
        rows.put(path);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path each : all) {
                if (--left < 0) {
                    return left;
                }
                byte[] name = NativePaths.bytes(each.getFileName());
                rows.put(1);
                rows.put(name);
                if (rows.putListed(each) && below && rows.device() == device) {
                    found.add(PathBytes.resolve(path, name));
                }
            }
        }
        rows.put(0);
        for (int i = found.size() - 1; i >= 0; i--) {
            next.addFirst(found.get(i));
        }
        return left;
    }
}
