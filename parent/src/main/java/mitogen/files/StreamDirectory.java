package mitogen.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.Sender;
import mitogen.internal.NativePaths;

/**
 * Lists a directory of any size.
 *
 * @param path the directory
 * @param to takes files as {@link ListDirectories} tells of them, behind the nanoseconds since the start, or the failure
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record StreamDirectory(byte[] path, Sender<Object> to) implements Order {
    /** What one message may have, so that it is decoded where it is taken. */
    private static final int CHUNK = 48 * 1024;

    @Override
    public Object work() {
        try {
            list();
        } catch (IOException | RuntimeException e) {
            to.send(Failure.of(e, null));
        }
        return null;
    }

    private void list() throws IOException {
        long start = System.nanoTime();
        Rows rows = new Rows(true);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(NativePaths.of(path))) {
            for (Path each : all) {
                if (rows.size() == 0) {
                    rows.put(System.nanoTime() - start);
                }
                rows.put(1);
                rows.put(NativePaths.bytes(each.getFileName()));
                rows.putListed(each);
                if (rows.size() > CHUNK) {
                    to.send(rows.take());
                }
            }
        }
        if (rows.size() == 0) {
            rows.put(System.nanoTime() - start);
        }
        rows.put(0);
        to.send(rows.take());
    }
}
