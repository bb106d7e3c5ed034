package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import mitogen.Sender;

/**
 * An open file, and what is done with it. An order is a byte and two numbers, and what is written behind these. Orders are
 * obeyed one after the other. Not thread-safe.
 */
final class OpenedFile {
    /** Reads at a place so many bytes. Answers with them; of a regular file they are fewer only at its end. */
    static final byte READ = 1;

    /** Writes at a place what comes behind; at the end, if the place is negative. Nothing is answered. */
    static final byte WRITE = 2;

    /** Answers when all that was written is written, or with what failed of it first. */
    static final byte CHECK = 3;

    static final byte SIZE = 4;
    static final byte TRUNCATE = 5;
    static final byte FORCE = 6;

    /** Tries to lock so many bytes from a place on; shared, if the number is negative: -1 - so many. Answers 1 or 0. */
    static final byte LOCK = 7;

    static final byte UNLOCK = 8;

    static final int HEAD = 17;

    private final FileChannel file;
    private final boolean regular;
    private final Sender<Object> answers;
    private final Map<Long, FileLock> locks = new HashMap<>();
    private Failure failed; // what was written

    OpenedFile(FileChannel file, boolean regular, Sender<Object> answers) {
        this.file = file;
        this.regular = regular;
        this.answers = answers;
    }

    /** What failed of that which was written since the last check. */
    Failure failure() {
        return failed;
    }

    void obey(byte[] order) {
        ByteBuffer words = ByteBuffer.wrap(order);
        byte what = words.get();
        long place = words.getLong();
        long number = words.getLong();
        if (what == WRITE) {
            try {
                write(place, words);
            } catch (IOException | RuntimeException e) {
                failed = failed == null ? Failure.of(e, null) : failed;
            }
            return;
        }
        Object answer;
        try {
            answer = what == READ ? read(place, (int) number) : done(what, place, number);
        } catch (IOException | RuntimeException e) {
            answer = Failure.of(e, null);
        }
        answers.send(answer);
    }

    private void write(long place, ByteBuffer bytes) throws IOException {
        long at = place;
        while (failed == null && bytes.hasRemaining()) {
            if (place < 0 || !regular) {
                file.write(bytes);
            } else {
                at += file.write(bytes, at);
            }
        }
    }

    private byte[] read(long place, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        if (regular) {
            while (bytes.hasRemaining() && file.read(bytes, place + bytes.position()) >= 0) {
                // there may be more
            }
        } else {
            file.read(bytes);
        }
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    private Object done(byte what, long place, long number) throws IOException {
        switch (what) {
            case CHECK -> {
                Failure told = failed;
                failed = null;
                return told == null ? (Object) 0L : told;
            }
            case SIZE -> {
                return file.size();
            }
            case TRUNCATE -> file.truncate(place);
            case FORCE -> file.force(place != 0);
            case LOCK -> {
                FileLock lock = file.tryLock(place, number < 0 ? -1 - number : number, number < 0);
                if (lock != null) {
                    locks.put(place, lock);
                }
                return lock == null ? 0L : 1L;
            }
            case UNLOCK -> {
                FileLock lock = locks.remove(place);
                if (lock != null) {
                    lock.release();
                }
            }
            default -> throw new UnsupportedOperationException("order " + what + " is unknown here");
        }
        return 0L;
    }
}
