package mitogen.transfer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import mitogen.ChannelClosedException;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;

/**
 * The way to one destination, and its answers. States: waiting for the destination, open, gone. One that is gone takes
 * everything and does nothing. Not thread-safe.
 */
final class Outlet {
    /** What a destination says of a file. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Answer(byte kind, long offset, byte[] digest) {}

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final Answer SKIP = new Answer(Wire.SKIP, 0, null);
    private static final Answer WANT = new Answer(Wire.WANT, 0, null);

    /** How many zeros are told at once: so that progress is seen, and whether anybody is there. */
    private static final long MOST_ZEROS = 64 * 1024 * 1024;

    private final Receiver<Object> answers;
    private ByteBuffer message = NONE;
    private Way data; // or null
    private Packer out;
    private Sender<?> sender; // the destination's, once it has come
    private boolean gone;
    private String reason = "";

    // of the file that is sent
    private long offset;
    private long zeros;

    Outlet(Receiver<Object> answers) {
        this.answers = answers;
    }

    boolean isGone() {
        return gone;
    }

    /** Why it is gone; or an empty text. */
    String reason() {
        return reason;
    }

    /** Waits for the destination; gives what it takes, or null. */
    @SuppressWarnings("unchecked") // it only takes bytes
    Sender<Object> await() {
        attempt(() -> take(answers.take()));
        if (sender == null && !gone) {
            senseless();
        }
        return (Sender<Object>) sender;
    }

    /** What is sent goes this way; null if there is none. */
    void open(Way way) {
        data = way;
        out = way == null ? null : new Packer(way);
    }

    private void attempt(Runnable what) {
        if (gone) {
            return;
        }
        try {
            what.run();
        } catch (MitogenException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            gone = true;
            reason = String.valueOf(e.getMessage());
        }
    }

    void put(Consumer<Packer> record) {
        attempt(() -> record.accept(out));
    }

    void flush() {
        attempt(() -> out.flush());
    }

    /** Whether the next answer is there, or is not needed. */
    boolean isReady() {
        if (!gone && !message.hasRemaining()) {
            attempt(() -> take(answers.poll()));
        }
        return gone || message.hasRemaining();
    }

    private void take(Object next) {
        if (next instanceof byte[] bytes) {
            message = ByteBuffer.wrap(bytes);
        } else if (next instanceof Sender<?> data && sender == null) {
            sender = data;
        } else if (next != null) {
            senseless();
        }
    }

    /** Others are not to suffer from what one destination says. */
    private void senseless() {
        gone = true;
        reason = Wire.senseless("an answer").getMessage();
    }

    /** The next answer, waited for. */
    Answer next() {
        while (!gone && !message.hasRemaining()) {
            attempt(() -> take(answers.take()));
        }
        Answer answer = gone ? SKIP : read();
        if (answer == null) {
            senseless();
        }
        return answer == null ? SKIP : answer;
    }

    /** The next answer; null if it makes no sense. */
    private Answer read() {
        try {
            byte kind = message.get();
            return switch (kind) {
                case Wire.SKIP -> SKIP;
                case Wire.WANT -> WANT;
                case Wire.COMPARE -> new Answer(kind, 0, Wire.digest(message));
                case Wire.RESUME -> new Answer(kind, Math.max(0, message.getLong()), Wire.digest(message));
                default -> null;
            };
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    /** Begins a file, of which the destination has so many bytes. */
    void beginFile(Stat stat, long from) {
        offset = from;
        zeros = 0;
        put(to -> to.begin(Wire.FILE, 64).put(stat).put(from));
    }

    /** Sends what waits, as a whole chunk is next. */
    void makeWay() {
        attempt(() -> out.pass());
    }

    /** Sends bytes of the file that are at some place in it. They are in a {@linkplain Packer#head message}, which stays the caller's. */
    void bytes(long place, byte[] message, int from, int count) {
        int known = (int) Math.min(count, Math.max(0, offset - place));
        if (known < count) {
            endZeros();
            put(to -> {
                if (count - known == Wire.CHUNK) {
                    to.whole(message);
                } else {
                    to.bytes(message, from + known, count - known);
                }
            });
        }
    }

    /** The same for zeros, which are counted. */
    void zeros(long place, int count) {
        zeros += count - Math.min(count, Math.max(0, offset - place));
        if (zeros >= MOST_ZEROS) {
            endZeros();
            flush();
        }
    }

    private void endZeros() {
        if (zeros > 0) {
            long count = zeros;
            zeros = 0;
            put(to -> to.begin(Wire.ZEROS, 16).put(count));
        }
    }

    void endFile(boolean grew, byte[] digest) {
        endZeros();
        put(to -> to.begin(Wire.WHOLE, 1 + Wire.DIGEST).put(grew).putRaw(digest));
    }

    void noFile(Exception failure) {
        put(to -> to.begin(Wire.NO_FILE, Wire.RECORD).put(Wire.failure(failure)));
    }

    /** Nothing more will come. */
    void close() {
        flush();
        answers.close();
        if (data != null) {
            try {
                data.close();
            } catch (ChannelClosedException e) {
                gone = true; // it needs no more
            }
        }
    }

    void fail(Throwable reason) {
        answers.close();
        if (data != null) {
            data.fail(reason);
        }
    }
}
