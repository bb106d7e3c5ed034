package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream up to a line of ours in it: it ends where the secret begins, and {@link #mark} has what follows in that line. What comes
 * behind the line can be read from {@link #rest}. Bytes are held back only while they may be the secret's. For one thread.
 */
final class MarkedInput extends InputStream {
    /** A longer line is cut: nobody says that much. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream in;
    private final byte[] secret;
    private final byte[] buffer = new byte[16 * 1024];
    private int from; // of what was read, and is not passed on yet
    private int to;
    private String mark;

    MarkedInput(InputStream in, String secret) {
        this.in = in;
        this.secret = secret.getBytes(UTF_8);
    }

    /** What the line says behind the secret; null as long as the end was not reached, or there was no such line. */
    String mark() {
        return mark;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (mark == null) {
            int plain = plain();
            if (plain > 0) {
                int count = Math.min(plain, length);
                System.arraycopy(buffer, from, bytes, offset, count);
                from += count;
                return count;
            }
            if (to - from >= secret.length) {
                from += secret.length;
                mark = line();
            } else if (!more()) {
                int last = Math.min(to - from, length); // the beginning of a secret, and nothing behind it
                System.arraycopy(buffer, from, bytes, offset, last);
                from += last;
                return last > 0 ? last : -1;
            }
        }
        return -1;
    }

    /** How many bytes come before the next place where the secret begins, or may begin. */
    private int plain() {
        for (int at = from; at < to; at++) {
            int length = Math.min(secret.length, to - at);
            if (buffer[at] == secret[0] && Arrays.equals(buffer, at, at + length, secret, 0, length)) {
                return at - from;
            }
        }
        return to - from;
    }

    private boolean more() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int count = in.read(buffer, to, buffer.length - to);
        to += Math.max(0, count);
        return count >= 0;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (from < to || more()) {
            byte next = buffer[from++];
            if (next == '\n') {
                break;
            }
            if (line.size() < LONGEST_LINE) {
                line.write(next);
            }
        }
        return line.toString(UTF_8).strip();
    }

    /** What comes behind the line. Closing it closes the stream below. */
    InputStream rest() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return from < to ? buffer[from++] & 0xff : in.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (from == to) {
                    return in.read(bytes, offset, length);
                }
                int count = Math.min(length, to - from);
                System.arraycopy(buffer, from, bytes, offset, count);
                from += count;
                return count;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    /** What comes behind the line is still to be read, so this closes nothing. */
    @Override
    public void close() {
        // see above
    }
}
