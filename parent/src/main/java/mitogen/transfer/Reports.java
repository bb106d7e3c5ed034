package mitogen.transfer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mitogen.MitogenException;
import mitogen.Sender;
import mitogen.Transfer;
import mitogen.internal.NativePaths;

/** What a destination tells whoever asked for the transfer. Not thread-safe. */
final class Reports {
    private static final long INTERVAL = 100_000_000; // nanoseconds

    private final Packer out;
    private long last = System.nanoTime();
    private long files;
    private long bytes;
    private long skipped;
    private long deleted;

    Reports(Sender<Object> to) {
        out = new Packer(to);
    }

    void file() {
        files++;
    }

    void bytes(long count) {
        bytes += count;
    }

    void skipped() {
        skipped++;
    }

    void deleted() {
        deleted++;
    }

    void failed(boolean atSource, byte[] path, String... failure) {
        out.begin(Wire.FAILED, Wire.RECORD).put(atSource).put(path).put(failure);
    }

    void different(byte[] path, Transfer.Difference.Kind kind) {
        byte[] name = kind.name().getBytes(StandardCharsets.US_ASCII);
        out.begin(Wire.DIFFERENT, 16 + name.length + path.length).put(name).put(path);
    }

    /** A file of the source grew while it was read. */
    void grew(byte[] path) {
        out.begin(Wire.GREW, 16 + path.length).put(path);
    }

    /** A hidden file is there to be resumed, or is no longer. Told at once, as this context may be lost. */
    void partial(Path file, boolean there) {
        byte[] path = NativePaths.bytes(file);
        out.begin(Wire.PARTIAL, 16 + path.length).put(there).put(path).flush();
    }

    /** Tells how far it is, if that was not told lately. */
    void tick() {
        long now = System.nanoTime();
        if (now - last > INTERVAL) {
            last = now;
            counts();
        }
    }

    private void counts() {
        out.begin(Wire.COUNTS, 40)
                .put(files)
                .put(bytes)
                .put(skipped)
                .put(deleted)
                .flush();
    }

    /** Tells what was not told yet. */
    void end() {
        try {
            counts();
        } catch (MitogenException e) {
            // there is nobody any more
        }
    }

    void done() {
        out.begin(Wire.DONE, 0).flush();
    }
}
