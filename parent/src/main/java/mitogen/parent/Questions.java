package mitogen.parent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import mitogen.Secret;
import mitogen.connect.PasswordMethod;

/**
 * What a tool asks before it runs the first stage. States: open; answered, when the password was sent; and closed, when
 * the script has begun, or when there is no answer: none was given, or it was wrong, as the tool asks again.
 *
 * <p>Both threads that read what the tool prints call it.
 */
final class Questions {
    /** Why there is no answer. */
    enum Refusal {
        NO_PASSWORD,
        WRONG_PASSWORD
    }

    private final String prompt;
    private PasswordMethod method; // guarded by this, as is all below; null once it is not needed any more
    private boolean answered;
    private boolean closed;
    private Refusal refusal;

    Questions(PasswordMethod method, String prompt) {
        this.method = method;
        this.prompt = prompt;
    }

    /**
     * Looks at what was printed last, without the end of its line, and answers it if it is a question.
     *
     * @param to the tool's standard input, into which nothing but an answer was written yet, so that it takes this one
     *     without waiting
     * @return whether it was one
     */
    boolean answer(String begun, OutputStream to) throws IOException {
        byte[] line;
        synchronized (this) {
            boolean told = begun.contains(prompt);
            if (closed || !(told || !answered && method.asks(begun))) {
                return false;
            }
            Secret secret = method.password();
            if (answered || secret == null) {
                refusal = answered ? Refusal.WRONG_PASSWORD : Refusal.NO_PASSWORD;
                closed = true;
                return true;
            }
            answered = true;
            line = line(secret);
        }
        try {
            OutputStream pipe = Plain.of(to);
            pipe.write(line);
            pipe.flush();
        } finally {
            Arrays.fill(line, (byte) 0);
        }
        return true;
    }

    private static byte[] line(Secret secret) {
        char[] text = secret.chars();
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length + 1); // UTF-8 takes no more
        UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE).encode(CharBuffer.wrap(text), bytes, true);
        bytes.put((byte) '\n');
        byte[] line = Arrays.copyOf(bytes.array(), bytes.position());
        Arrays.fill(bytes.array(), (byte) 0);
        Arrays.fill(text, '\0');
        return line;
    }

    /** No question can come any more, and the password is not needed. */
    synchronized void close() {
        closed = true;
        method = null;
    }

    /** Why the tool got no answer, null if it did. */
    synchronized Refusal refusal() {
        return refusal;
    }

    synchronized boolean answered() {
        return answered;
    }
}
