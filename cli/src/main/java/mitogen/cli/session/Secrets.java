package mitogen.cli.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;

/** Passwords as bytes, of which no copy is left. A {@code char} is two bytes: a password need not be UTF-8. */
final class Secrets {
    private Secrets() {}

    /** The bytes; the characters are overwritten. */
    static byte[] bytes(char[] text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length * 2);
        bytes.asCharBuffer().put(text);
        Arrays.fill(text, '\0');
        return bytes.array();
    }

    /** The characters; the bytes are overwritten. */
    static char[] text(byte[] bytes) {
        CharBuffer chars = ByteBuffer.wrap(bytes).asCharBuffer();
        char[] text = new char[chars.remaining()];
        chars.get(text);
        Arrays.fill(bytes, (byte) 0);
        return text;
    }
}
