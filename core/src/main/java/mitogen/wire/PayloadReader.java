package mitogen.wire;

import mitogen.ValueException;

/** Reads the payload of one message, frame by frame, and checks every length first. Not thread-safe. */
public class PayloadReader {
    private Frame frame;
    private int position = Protocol.HEADER;
    private long remaining;

    /** Starts at the first payload byte of the given chain. */
    public PayloadReader(Frame head) {
        frame = head;
        for (Frame each = head; each != null; each = each.next) {
            remaining += each.payloadLength();
        }
    }

    /** Bytes not read yet. */
    public final long remaining() {
        return remaining;
    }

    /** The next byte, 0 to 255. */
    public final int getByte() {
        need(1);
        while (position == frame.length()) {
            advance();
        }
        remaining--;
        return frame.bytes[position++] & 0xff;
    }

    /** The next four bytes. */
    public final int getInt() {
        return getByte() << 24 | getByte() << 16 | getByte() << 8 | getByte();
    }

    /** The number that {@link PayloadWriter#putLong} wrote. */
    public final long getLong() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new ValueException("a number of more than ten bytes");
    }

    /** A count of things that take at least {@code size} bytes each: refused where the rest cannot hold so many. */
    public final int getCount(int size) {
        long count = getLong();
        need(count);
        need(count * size);
        return (int) count;
    }

    /** The next so many bytes. */
    public final byte[] getBytes(int length) {
        need(length);
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            while (position == frame.length()) {
                advance();
            }
            int step = Math.min(length - done, frame.length() - position);
            System.arraycopy(frame.bytes, position, bytes, done, step);
            position += step;
            done += step;
        }
        remaining -= length;
        return bytes;
    }

    /** The string that {@link PayloadWriter#putString} wrote. */
    public final String getString() {
        long coded = getLong();
        boolean wide = (coded & 1) != 0;
        long size = wide ? coded - 1 : coded >> 1;
        need(size);
        byte[] bytes = getBytes((int) size);
        if (!wide) {
            return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        char[] text = new char[bytes.length / 2];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (bytes[2 * i] << 8 | bytes[2 * i + 1] & 0xff);
        }
        return new String(text);
    }

    private void need(long count) {
        if (count < 0 || count > remaining) {
            throw new ValueException("the message ends where " + count + " more bytes are needed");
        }
    }

    private void advance() {
        frame = frame.next;
        position = Protocol.HEADER;
    }
}
