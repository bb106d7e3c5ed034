package mitogen.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads files, and sends them to all who want them. Not thread-safe. */
final class FileReader {
    static final String CHANGED = "it changed while it was read";

    private static final int TRIES = 3;
    private static final byte[] ZEROS = new byte[Wire.CHUNK];

    /** A destination that wants a file, which has so many bytes of it, of this SHA-256, or 0 and null. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Wanted(Outlet outlet, long offset, byte[] digest) {}

    private final byte[] chunk = new byte[Wire.CHUNK];
    private final MessageDigest digest = FileDigest.create();

    /** Sends a file, or tells why not. */
    void send(Walk.Found file, List<Wanted> wanted) throws IOException {
        try {
            Stat stat = file.stat();
            for (int i = 0; i < TRIES; i++) {
                if (stat.size() > chunk.length) {
                    sendLarge(file.path(), wanted);
                    return;
                }
                if (sendSmall(file.path(), stat, wanted)) {
                    return;
                }
                stat = Stat.of(file.path(), LinkOption.NOFOLLOW_LINKS);
            }
            throw new IOException(CHANGED);
        } catch (IOException e) {
            checkInterrupt(e);
            wanted.forEach(each -> each.outlet().noFile(e));
        }
    }

    /** An interrupt ends the transfer, and is no failure of the file. */
    static void checkInterrupt(IOException e) throws IOException {
        if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
            throw e;
        }
    }

    /** Sends a file that is one chunk at most; whether it was still as it was seen before. */
    private boolean sendSmall(Path path, Stat stat, List<Wanted> wanted) throws IOException {
        int count;
        try (FileChannel in = FileDigest.open(path)) {
            count = fill(in);
        }
        if (count != stat.size() || !Stat.of(path, LinkOption.NOFOLLOW_LINKS).isUnchanged(stat)) {
            return false;
        }
        digest.reset(); // a file before may have failed
        digest.update(chunk, 0, count);
        byte[] sum = digest.digest();
        for (Wanted each : wanted) {
            each.outlet().beginFile(stat, 0);
            each.outlet().bytes(0, chunk, count);
            each.outlet().endFile(sum);
        }
        return true;
    }

    private void sendLarge(Path path, List<Wanted> wanted) throws IOException {
        Stat stat = Stat.of(path, LinkOption.NOFOLLOW_LINKS);
        List<Outlet> outlets = new ArrayList<>();
        for (Wanted each : wanted) {
            long known = each.offset() <= stat.size() && isSame(path, each) ? each.offset() : 0;
            each.outlet().beginFile(stat, known);
            outlets.add(each.outlet());
        }
        digest.reset();
        long place = 0;
        try (FileChannel in = FileDigest.open(path)) {
            for (int count = fill(in); count > 0; count = fill(in)) {
                digest.update(chunk, 0, count);
                boolean zeros = count == chunk.length && Arrays.equals(chunk, ZEROS);
                for (Outlet each : outlets) {
                    if (zeros) {
                        each.zeros(place, count);
                    } else {
                        each.bytes(place, chunk, count);
                    }
                }
                place += count;
                if (outlets.stream().allMatch(Outlet::isGone)) {
                    return;
                }
            }
        }
        if (place != stat.size() || !Stat.of(path, LinkOption.NOFOLLOW_LINKS).isUnchanged(stat)) {
            throw new IOException(CHANGED);
        }
        byte[] sum = digest.digest();
        outlets.forEach(each -> each.endFile(sum));
    }

    /** Whether what a destination has is the beginning of the file. */
    private static boolean isSame(Path path, Wanted wanted) throws IOException {
        return wanted.offset() > 0
                && Arrays.equals(FileDigest.of(path, wanted.offset()).digest(), wanted.digest());
    }

    private int fill(FileChannel in) throws IOException {
        ByteBuffer to = ByteBuffer.wrap(chunk);
        while (to.hasRemaining() && in.read(to) >= 0) {
            // there is more
        }
        return to.position();
    }
}
