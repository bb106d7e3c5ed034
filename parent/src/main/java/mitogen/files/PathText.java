package mitogen.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/**
 * Names of files as text, and back. The text is UTF-8. A byte that is not UTF-8 becomes one of the characters U+DC80 to U+DCFF,
 * which no UTF-8 stands for, so each name has a text of its own. Python does the same (PEP 383).
 */
final class PathText {
    private static final int ESCAPE = 0xdc00;
    private static final String PLAIN =
            "/-_.~!$&'()*+,;=:@"; // what a path of a URI may have besides letters and digits

    private PathText() {}

    static String text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what it cannot decode
        ByteBuffer from = ByteBuffer.wrap(bytes);
        CharBuffer to = CharBuffer.allocate(bytes.length);
        for (CoderResult result = decoder.decode(from, to, true);
                result.isError();
                result = decoder.decode(from, to, true)) {
            for (int i = result.length(); i > 0; i--) {
                to.put((char) (ESCAPE | from.get() & 0xff));
            }
            decoder.reset();
        }
        return to.flip().toString();
    }

    /**
     * The bytes of a text.
     *
     * @throws InvalidPathException if no path has it
     */
    static byte[] bytes(String text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        CharBuffer from = CharBuffer.wrap(text);
        ByteBuffer to = ByteBuffer.allocate(text.length() * 3);
        for (CoderResult result = encoder.encode(from, to, true);
                result.isError();
                result = encoder.encode(from, to, true)) {
            char lone = from.get();
            if ((lone & 0xff80) != (ESCAPE | 0x80)) {
                throw new InvalidPathException(text, "it has half of a surrogate pair", from.position() - 1);
            }
            to.put((byte) lone);
            encoder.reset();
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new InvalidPathException(text, "it has a NUL character", nul);
        }
        byte[] bytes = new byte[to.position()];
        to.flip().get(bytes);
        return bytes;
    }

    /** The bytes as the path of a URI. */
    static String uri(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            if (each >= '0' && each <= '9'
                    || each >= 'A' && each <= 'Z'
                    || each >= 'a' && each <= 'z'
                    || PLAIN.indexOf(each) >= 0) {
                text.append((char) each);
            } else {
                text.append('%')
                        .append(Character.toUpperCase(Character.forDigit(each >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(each & 15, 16)));
            }
        }
        return text.toString();
    }

    /** The bytes that the raw path of a URI stands for. */
    static byte[] ofUri(String raw) {
        byte[] escaped = bytes(raw);
        byte[] bytes = new byte[escaped.length];
        int length = 0;
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16); // a URI has nothing but ASCII there
                i += 2;
            } else {
                bytes[length++] = escaped[i];
            }
        }
        return java.util.Arrays.copyOf(bytes, length);
    }
}
