package mitogen.resources;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import mitogen.MitogenException;
import mitogen.answers.InterruptibleAnswer;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/** A large resource, asked for in ranges, of which a few are on their way while one is read. Not thread-safe. */
public final class ResourceStream extends InputStream {
    /** Bytes of a range. */
    private static final int RANGE = 256 * 1024;

    /** Ranges that are asked for ahead. */
    private static final int AHEAD = 3;

    private final Router router;
    private final String name;
    private final int number;
    private final long length;
    private final long stream = ThreadLocalRandom.current().nextLong(); // tells us from others who read the same
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();
    private long next; // where the next range begins
    private byte[] range = {};
    private int at;
    private boolean closed;

    /** A range that is on its way. */
    private static final class Asked {
        final InterruptibleAnswer answer;
        final int handle;
        final int size;

        Asked(InterruptibleAnswer answer, int handle, int size) {
            this.answer = answer;
            this.handle = handle;
            this.size = size;
        }
    }

    /**
     * The content of something that the parent has told of.
     *
     * @param name for messages
     * @param number by which it is asked for
     * @param length in bytes
     */
    public ResourceStream(Router router, String name, int number, long length) {
        this.router = router;
        this.name = name;
        this.number = number;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        return fill() ? range[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int most) throws IOException {
        Objects.checkFromIndexSize(offset, most, to.length);
        if (most == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int size = Math.min(most, range.length - at);
        System.arraycopy(range, at, to, offset, size);
        at += size;
        return size;
    }

    @Override
    public int available() {
        return range.length - at;
    }

    /** Sees to it that there is something to read; false at the end. */
    private boolean fill() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (at < range.length) {
            return true;
        }
        while (next < length && asked.size() < AHEAD) {
            ask();
        }
        Asked first = asked.peek();
        if (first == null) {
            return false;
        }
        Frame reply;
        try {
            reply = first.answer.await();
        } catch (MitogenException e) {
            InterruptedIOException interrupted = new InterruptedIOException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        }
        asked.remove();
        PayloadReader payload = new PayloadReader(reply);
        if (reply.is(Protocol.DEAD)) { // see tree.DeadMessage, which a context without children does not have
            payload.getByte();
            payload.getLong();
            throw new IOException(name + ": " + payload.getString());
        }
        if (payload.remaining() != first.size) {
            throw new IOException(name + " has changed while it was read");
        }
        range = payload.getBytes(first.size);
        at = 0;
        return true;
    }

    private void ask() {
        int size = (int) Math.min(RANGE, length - next);
        PayloadWriter question = new PayloadWriter(); // mitogen.classes.RangeRequest reads it
        question.putInt(number);
        question.putLong(stream);
        question.putLong(next);
        question.putInt(size);
        InterruptibleAnswer answer = new InterruptibleAnswer(router.parent.peer, "the parent");
        asked.add(new Asked(answer, router.ask(Protocol.RANGE, question.frames(), answer, true), size));
        next += size;
    }

    @Override
    public void close() {
        closed = true;
        range = new byte[0];
        for (Asked each : asked) {
            router.forget(each.handle);
        }
        asked.clear();
    }
}
