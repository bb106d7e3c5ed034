package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import mitogen.Secret;
import mitogen.methods.AskingMethod;

/** What a tool asks before it lets us in, and the answer to it. Thread-safe. */
final class Questions {
    private final String prompt;
    private volatile AskingMethod method; // null when nothing can be asked any more

    /**
     * The questions of that method's tool.
     *
     * @param method null where none can come
     * @param prompt what the program prints by which the tool asks; null for a tool that asks in its own words
     */
    Questions(AskingMethod method, String prompt) {
        this.method = method;
        this.prompt = prompt;
    }

    /**
     * What was asked by what was printed last, without the end of its line; null if it is no question.
     *
     * @param error whether it was printed to standard error
     */
    Admission.Input asked(String begun, boolean error, Process tool) {
        AskingMethod asking = method;
        if (asking == null) {
            return null;
        }
        if (prompt != null) {
            return error && begun.contains(prompt) ? Admission.Input.ASKED_BY_PROGRAM : null;
        }
        boolean words = asking.asks(begun) && (!asking.asksAlone() || Alone.is(tool));
        return words ? Admission.Input.ASKED_IN_WORDS : null;
    }

    /** The script speaks: no question of the tool can come any more, and the password is not needed. */
    void close() {
        method = null;
    }

    /** What is written to the tool: the password and a line end. To be wiped. */
    byte[] answer() {
        AskingMethod asking = method;
        return asking == null ? new byte[0] : line(asking.password());
    }

    static byte[] line(Secret secret) {
        char[] text = secret.chars();
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length + 1); // UTF-8 takes no more
        CharBuffer from = CharBuffer.wrap(text);
        CharsetEncoder encoder = UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
        while (encoder.encode(from, bytes, true).isMalformed()) {
            char half = from.get();
            bytes.put((byte)
                    (half >= 0xdc80 && half <= 0xdcff ? half : '?')); // a byte that was not UTF-8, see SecretSource
            encoder.reset();
        }
        bytes.put((byte) '\n');
        byte[] line = Arrays.copyOf(bytes.array(), bytes.position());
        Arrays.fill(bytes.array(), (byte) 0);
        Arrays.fill(text, '\0');
        return line;
    }
}
