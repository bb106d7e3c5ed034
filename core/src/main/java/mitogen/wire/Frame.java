package mitogen.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * One frame, header and payload in one array, so that a relay writes what it has read without touching it. Frames of
 * one message are chained through {@link #next}. The array is owned by whoever holds the frame; a frame that has been
 * given to a link is the link's, which overwrites it when it is written.
 */
public final class Frame {
    /** Header and payload; may be longer than the frame. */
    public final byte[] bytes;

    /** The following frame of the same message, or null. */
    public Frame next;

    /** Who pays for it while it waits to be written, or for its turn; null if it is here for a program of ours. */
    public Account account;

    private int length;

    Frame(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /**
     * Reads one frame.
     *
     * @throws BadFrameException if what comes is not a frame
     * @throws IOException if the stream fails, or ends before the frame does
     */
    public static Frame read(DataInputStream in) throws IOException {
        byte[] header = new byte[Protocol.HEADER];
        in.readFully(header);
        if (check(header) != Protocol.MAGIC) {
            throw new BadFrameException("the header of a frame is damaged, or something else writes to this link");
        }
        int payload = getInt(header, 24);
        if (payload < 0 || payload > Protocol.MAX_PAYLOAD) {
            throw new BadFrameException(
                    "a frame of more than " + Protocol.MAX_PAYLOAD + " bytes: " + (payload & 0xffffffffL));
        }
        byte[] bytes = Arrays.copyOf(header, Protocol.HEADER + payload);
        in.readFully(bytes, Protocol.HEADER, payload);
        return new Frame(bytes, bytes.length);
    }

    /** Header and payload, in bytes. */
    public int length() {
        return length;
    }

    /** The payload, in bytes. */
    public int payloadLength() {
        return length - Protocol.HEADER;
    }

    /** The flags of {@link Protocol}. */
    public int flags() {
        return getInt(bytes, 0) & 0xffff;
    }

    /** The context that it is for. */
    public int destination() {
        return getInt(bytes, 4);
    }

    /** The context that sent it. */
    public int source() {
        return getInt(bytes, 8);
    }

    /** The context in whose right it was sent. */
    public int authority() {
        return getInt(bytes, 12);
    }

    /** What it is for, within the destination. */
    public int handle() {
        return getInt(bytes, 16);
    }

    /** The handle that a reply goes to, 0 where none is wanted. */
    public int replyTo() {
        return getInt(bytes, 20);
    }

    /** Whether it has the given flag. */
    public boolean is(int flag) {
        return (bytes[3] & flag) != 0;
    }

    /** Charges what it takes in memory, times the factor, to {@link #account}. */
    public void count(int factor) {
        if (account != null) {
            account.move((long) factor * (bytes.length + 64));
        }
    }

    /** {@link #count} for all frames of the message. */
    public void countAll(int factor) {
        for (Frame frame = this; frame != null; frame = frame.next) {
            frame.count(factor);
        }
    }

    /** An int of the payload. The caller has checked the length. */
    public int payloadInt(int offset) {
        return getInt(bytes, Protocol.HEADER + offset);
    }

    /** Writes the headers of this frame and of those chained to it. A message of several frames is bulk. */
    public void address(int destination, int source, int handle, int replyTo, int flags) {
        int all = next == null ? flags : flags | Protocol.BULK;
        for (Frame frame = this; frame != null; frame = frame.next) {
            byte[] to = frame.bytes;
            putInt(to, 0, frame.next == null ? all : all | Protocol.MORE);
            putInt(to, 4, destination);
            putInt(to, 8, source);
            putInt(to, 12, source);
            putInt(to, 16, handle);
            putInt(to, 20, replyTo);
            putInt(to, 24, frame.payloadLength());
            frame.seal();
        }
    }

    /** Makes the check of the header right again, after a change of the others of its fields. */
    public void seal() {
        putInt(bytes, 0, getInt(bytes, 0) ^ (check(bytes) ^ Protocol.MAGIC) << 16);
    }

    /**
     * Folds a header into 16 bits, each word turned by its place. Damage within 16 bits in a row of a word is always found:
     * a header that is garbled could make a reply one to somebody else, and who waits for it wait for ever.
     */
    private static int check(byte[] header) {
        int sum = 0;
        for (int at = Protocol.HEADER - 4; at >= 0; at -= 4) {
            sum = Integer.rotateLeft(sum, 5) ^ getInt(header, at);
        }
        return (short) (sum ^ sum >> 16);
    }

    void limit(int newLength) {
        length = newLength;
    }

    static int getInt(byte[] from, int at) {
        return from[at] << 24 | (from[at + 1] & 0xff) << 16 | (from[at + 2] & 0xff) << 8 | from[at + 3] & 0xff;
    }

    static void putInt(byte[] to, int at, int value) {
        to[at] = (byte) (value >> 24);
        to[at + 1] = (byte) (value >> 16);
        to[at + 2] = (byte) (value >> 8);
        to[at + 3] = (byte) value;
    }
}
