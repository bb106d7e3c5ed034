package mitogen.connect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A part of a {@link ContextSpec}'s text, decoded, that knows where each of its characters stands: {@code %2F} is a slash.
 * Between brackets, where IPv6 addresses have zones behind a percent sign, nothing is decoded.
 */
final class SpecText {
    /** These mean something in a specification, or in a list of them. */
    private static final String RESERVED = "/?&,%[]";

    /** What is wrong with the text, and where: {@link ContextSpec#parse} makes a message of it that shows the whole text. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** An index of the whole text, or its length. */
        final int position;

        private Fault(String problem, int position) {
            super(problem);
            this.position = position;
        }
    }

    private final String whole;
    private final StringBuilder text = new StringBuilder();
    private final int[] at; // where each character stands, and the end

    /** The part from start to end of the whole text. */
    SpecText(String whole, int start, int end) {
        this.whole = whole;
        at = new int[end - start + 1];
        boolean brackets = false;
        int next = start;
        while (next < end) {
            char c = whole.charAt(next);
            brackets = c == '[' || brackets && c != ']';
            at[text.length()] = next;
            if (c == '%' && !brackets) {
                next = decode(next, end);
            } else {
                text.append(c);
                next++;
            }
        }
        at[text.length()] = end;
    }

    /** One character, which may take several bytes; gives where it goes on. */
    private int decode(int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = start;
        while (next < end && whole.charAt(next) == '%') {
            int high = next + 2 < end ? Character.digit(whole.charAt(next + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(whole.charAt(next + 2), 16);
            if (low < 0) {
                throw new Fault("a % stands before two hexadecimal digits; itself it is written %25", next);
            }
            bytes.write(high * 16 + low);
            next += 3;
            if (high < 8) {
                break; // one byte is all
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            for (int i = 0; i < decoded.length(); i++) {
                at[text.length()] = start;
                text.append(decoded.charAt(i));
            }
        } catch (CharacterCodingException e) {
            throw new Fault("these bytes are not UTF-8", start);
        }
        return next;
    }

    /** A text so that it means itself. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean atEdge = c == ' ' && (i == 0 || i == text.length() - 1);
            encoded.append(
                    RESERVED.indexOf(c) >= 0 || c < ' ' || c == 0x7f || atEdge
                            ? String.format("%%%02X", (int) c)
                            : String.valueOf(c));
        }
        return encoded.toString();
    }

    int length() {
        return text.length();
    }

    char charAt(int index) {
        return text.charAt(index);
    }

    /** Whether the character was written as itself. */
    boolean plain(int index) {
        return whole.charAt(at[index]) == text.charAt(index);
    }

    /** Where the character is first, -1 if nowhere. */
    int indexOf(char c) {
        return text.indexOf(String.valueOf(c));
    }

    /** Where the character is next, or the end if it is not in between. */
    int indexOf(char c, int from, int end) {
        int found = text.indexOf(String.valueOf(c), from);
        return found < 0 || found > end ? end : found;
    }

    String substring(int start, int end) {
        return text.substring(start, end);
    }

    /** A fault at one of the characters, or behind the last. */
    Fault fault(String problem, int index) {
        return new Fault(problem, at[index]);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
