package mitogen.wire;

import java.util.Arrays;
import mitogen.ValueException;

/** Collects the payload of one message in frames of the right size. Not thread-safe; used once. */
public class PayloadWriter {
    private static final int FULL = Protocol.HEADER + Protocol.MAX_PAYLOAD;

    private Frame head;
    private Frame tail;
    private byte[] buffer = new byte[256];
    private int position = Protocol.HEADER;
    private long total;
    private final int limit;

    /** A writer of a message of at most {@link Protocol#MAX_MESSAGE} bytes. */
    public PayloadWriter() {
        this(Protocol.MAX_MESSAGE);
    }

    /** A writer of a message of at most so many bytes. */
    protected PayloadWriter(int limit) {
        this.limit = limit;
    }

    /** The finished message, still without addresses. */
    public final Frame frames() {
        finish();
        return head;
    }

    /** Appends the low eight bits. */
    public final void putByte(int value) {
        if (position == buffer.length) {
            more(1);
        }
        buffer[position++] = (byte) value;
    }

    /** Appends four bytes. */
    public final void putInt(int value) {
        putByte(value >> 24);
        putByte(value >> 16);
        putByte(value >> 8);
        putByte(value);
    }

    /** Appends a number in as few bytes as it needs, seven bits a byte, small absolute values first. */
    public final void putLong(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7f) != 0) {
            putByte((int) rest | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    /** Appends bytes, without their number. */
    public final void putBytes(byte[] from, int offset, int length) {
        check(length); // before it is copied
        int done = 0;
        while (done < length) {
            if (position == buffer.length) {
                more(length - done);
            }
            int step = Math.min(length - done, buffer.length - position);
            System.arraycopy(from, offset + done, buffer, position, step);
            position += step;
            done += step;
        }
    }

    /**
     * Appends a string: its length, doubled, plus one if it needs two bytes a character. Unpaired surrogates survive.
     */
    public final void putString(String text) {
        int length = text.length();
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= text.charAt(i);
        }
        boolean wide = all > 0xff;
        putLong(length * 2L + (wide ? 1 : 0));
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (wide) {
                putByte(c >> 8);
            }
            putByte(c);
        }
    }

    /** Makes room: a larger buffer up to that of a full frame, then another frame. */
    private void more(int wanted) {
        int most = Math.min(wanted, FULL);
        if (position < FULL) {
            byte[] old = buffer;
            buffer = Arrays.copyOf(old, Math.min(FULL, Math.max(position * 4, position + most)));
            Arrays.fill(old, (byte) 0); // there may be a password in it
            return;
        }
        finish();
        buffer = new byte[Math.min(FULL, Math.max(1024, Protocol.HEADER + most))];
        position = Protocol.HEADER;
    }

    private void finish() {
        Frame frame = new Frame(buffer, position);
        total += frame.payloadLength();
        check(0);
        if (head == null) {
            head = frame;
        } else {
            tail.next = frame;
        }
        tail = frame;
    }

    private void check(int more) {
        if (total + more > limit) {
            throw new ValueException("a message of " + (total + more) + " bytes is above the limit of " + limit
                    + "; send it in parts (what is reached in several ways is copied in each)");
        }
    }
}
