package mitogen.cli.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import mitogen.internal.Printable;

/** {@link Printable} for bytes, which may be UTF-8 or not. */
final class PrintableBytes {
    private PrintableBytes() {}

    /** Writes one line; a carriage return at its end stays, as it is a part of that end. */
    static void write(byte[] line, ByteArrayOutputStream to) {
        int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        for (int i = 0; i < end; ) {
            int length = sequence(line, i, end);
            int character =
                    length == 0 ? line[i] & 0xff : new String(line, i, length, StandardCharsets.UTF_8).codePointAt(0);
            if (character == 0 || Printable.isHarmless(character)) { // terminals pass over a zero
                to.write(line, i, Math.max(1, length));
            } else {
                to.writeBytes(Printable.number(character).getBytes(StandardCharsets.US_ASCII));
            }
            i += Math.max(1, length);
        }
        to.write(line, end, line.length - end);
    }

    /** How many bytes from there on are one character, 0 if that is no UTF-8; some terminals then take one byte for one. */
    private static int sequence(byte[] line, int at, int end) {
        int first = line[at] & 0xff;
        int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (at + length > end) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((line[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        String text = new String(line, at, length, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') >= 0 && first != 0xef ? 0 : length; // a surrogate, or longer than it need be
    }
}
