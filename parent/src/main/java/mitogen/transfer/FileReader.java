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
import java.util.Comparator;
import java.util.List;

/**
 * Reads files, and sends them to all who want them. A file that grows meanwhile, as logs do, is sent up to the size that it
 * had. Its beginning is read a second time then: if that is not what was sent, the file did not just grow. Not thread-safe.
 */
final class FileReader {
    static final String CHANGED = "it changed while it was read";

    private static final int TRIES = 3;
    private static final byte[] ZEROS = new byte[Wire.BLOCK];

    /** A destination that wants a file, which has so many bytes of it, of this SHA-256, or 0 and null. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Wanted(Outlet outlet, long offset, byte[] digest) {}

    private final byte[] message = new byte[Wire.HEAD + Wire.CHUNK]; // that is sent, with a chunk in it
    private MessageDigest digest = FileDigest.create();

    FileReader() {
        Packer.head(message);
    }

    /** Sends a file, or tells why not. */
    void send(Walk.Found file, List<Wanted> wanted) throws IOException {
        try {
            Stat stat = file.stat();
            for (int i = 0; i < TRIES; i++) {
                if (stat.size() > Wire.CHUNK) {
                    sendLarge(file.path(), wanted);
                    return;
                }
                if (sendSmall(file.path(), stat, i > 0, wanted)) {
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

    /**
     * Sends a file that is one chunk at most; whether it was still as it was seen before.
     *
     * @param late whether it was seen just now, so that it may have grown; otherwise there is more to send
     */
    private boolean sendSmall(Path path, Stat stat, boolean late, List<Wanted> wanted) throws IOException {
        int count = (int) stat.size();
        byte[] sum;
        boolean grew;
        try (FileChannel in = FileDigest.open(path)) {
            if (fill(in, count) < count) {
                return false;
            }
            digest = FileDigest.create();
            digest.update(message, Wire.HEAD, count);
            sum = digest.digest();
            Stat now = Stat.of(path, LinkOption.NOFOLLOW_LINKS);
            grew = now.isLongerThan(stat);
            if (grew ? !late || !begins(in, count, sum) : !now.isUnchanged(stat) || hasMore(in, count)) {
                return false;
            }
        }
        wanted.forEach(each -> each.outlet().beginFile(stat, 0));
        send(0, count, wanted);
        wanted.forEach(each -> each.outlet().endFile(grew, sum));
        return true;
    }

    private void sendLarge(Path path, List<Wanted> wanted) throws IOException {
        Stat stat = Stat.of(path, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel in = FileDigest.open(path)) {
            long place = begin(in, stat, wanted);
            while (place < stat.size()) {
                int count = fill(in, (int) Math.min(Wire.CHUNK, stat.size() - place));
                if (count == 0) {
                    throw new IOException(CHANGED);
                }
                digest.update(message, Wire.HEAD, count);
                send(place, count, wanted);
                place += count;
                if (wanted.stream().allMatch(each -> each.outlet().isGone())) {
                    return;
                }
            }
            byte[] sum = digest.digest();
            Stat now = Stat.of(path, LinkOption.NOFOLLOW_LINKS);
            boolean grew = now.isLongerThan(stat);
            if (grew ? !begins(in, place, sum) : !now.isUnchanged(stat) || hasMore(in, place)) {
                throw new IOException(CHANGED);
            }
            wanted.forEach(each -> each.outlet().endFile(grew, sum));
        }
    }

    /**
     * Begins a large file, of which destinations may have the beginning. The digest has then what all of them have, which is how
     * far the file was read.
     */
    private long begin(FileChannel in, Stat stat, List<Wanted> wanted) throws IOException {
        List<Wanted> sorted = new ArrayList<>(wanted);
        sorted.sort(Comparator.comparingLong(Wanted::offset));
        MessageDigest read = FileDigest.create();
        long place = 0;
        long least = Long.MAX_VALUE;
        for (Wanted each : sorted) {
            boolean same = false;
            if (each.offset() > 0 && each.offset() <= stat.size()) {
                place += FileDigest.update(read, in, each.offset() - place);
                same = Arrays.equals(FileDigest.copy(read).digest(), each.digest());
            }
            long known = same ? each.offset() : 0;
            each.outlet().beginFile(stat, known);
            if (known < least) {
                least = known;
                digest = same ? FileDigest.copy(read) : FileDigest.create();
            }
        }
        in.position(least);
        return least;
    }

    /** Sends what was read: what is between blocks of zeros as a whole. */
    private void send(long place, int count, List<Wanted> wanted) {
        int sent = 0;
        for (int at = 0; at + Wire.BLOCK <= count; at += Wire.BLOCK) {
            if (isZeros(Wire.HEAD + at)) {
                sendBytes(place, sent, at, wanted);
                sent = at + Wire.BLOCK;
                for (Wanted each : wanted) {
                    each.outlet().zeros(place + at, Wire.BLOCK);
                }
            }
        }
        sendBytes(place, sent, count, wanted);
    }

    private boolean isZeros(int at) {
        return Arrays.equals(message, at, at + ZEROS.length, ZEROS, 0, ZEROS.length);
    }

    private void sendBytes(long place, int from, int to, List<Wanted> wanted) {
        if (from < to) {
            if (to - from == Wire.CHUNK) {
                wanted.forEach(each -> each.outlet().makeWay()); // of all, or none would be sent the same after another
            }
            for (Wanted each : wanted) {
                each.outlet().bytes(place + from, message, Wire.HEAD + from, to - from);
            }
        }
    }

    /** Whether a file, which grew, still begins with what was read. */
    private static boolean begins(FileChannel in, long count, byte[] sum) throws IOException {
        MessageDigest again = FileDigest.create();
        in.position(0);
        return FileDigest.update(again, in, count) == count && Arrays.equals(again.digest(), sum);
    }

    /** Whether there is more in it than its size says, as in those of {@code /proc}. */
    private static boolean hasMore(FileChannel in, long size) throws IOException {
        return in.read(ByteBuffer.allocate(1), size) > 0;
    }

    private int fill(FileChannel in, int count) throws IOException {
        ByteBuffer to = ByteBuffer.wrap(message, Wire.HEAD, count);
        while (to.hasRemaining() && in.read(to) >= 0) {
            // there is more
        }
        return to.position() - Wire.HEAD;
    }
}
