package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import mitogen.Secret;
import mitogen.methods.AskingMethod;

/**
 * What a tool asks before it runs the first stage, and the answer to it. Its states are those of {@link Admission}.
 *
 * <p>Both threads that read what the tool prints call it.
 */
final class Questions {
    private final String prompt;
    private AskingMethod method; // guarded by this, as is all below; null once the shell has spoken
    private Admission state = Admission.WAITING;
    private boolean answered;

    /**
     * None has come yet.
     *
     * @param prompt what the program prints by which the tool asks; null for a tool that asks in its own words
     */
    Questions(AskingMethod method, String prompt) {
        this.method = method;
        this.prompt = prompt;
    }

    /**
     * Looks at what was printed last, without the end of its line, and answers it if it is a question.
     *
     * @param error whether it was printed to standard error
     * @param tool its standard input has nothing but an answer written to it yet, so that it takes this one without waiting
     * @return whether it was a question
     */
    boolean answer(String begun, boolean error, Process tool) throws IOException {
        return answer(event(begun, error, tool), tool.getOutputStream());
    }

    private Admission.Event event(String begun, boolean error, Process tool) {
        AskingMethod asking;
        synchronized (this) {
            asking = method;
        }
        if (asking == null) {
            return null;
        }
        if (prompt != null) {
            return error && begun.contains(prompt) ? Admission.Event.ASKED_BY_PROGRAM : null;
        }
        boolean words = asking.asks(begun) && (!asking.asksAlone() || Alone.is(tool));
        return words ? Admission.Event.ASKED_IN_WORDS : null;
    }

    /** Takes a question in; whether the state changed. */
    boolean answer(Admission.Event event, OutputStream to) throws IOException {
        byte[] line;
        synchronized (this) {
            if (event == null || method == null) {
                return false;
            }
            Secret secret = method.password();
            Admission next = state.after(event, secret != null);
            if (next == state) {
                return false;
            }
            state = next;
            if (next != Admission.ANSWERED) {
                return true;
            }
            answered = true;
            line = line(secret);
        }
        try {
            OutputStream pipe = Unbuffered.of(to);
            pipe.write(line);
            pipe.flush();
        } finally {
            Arrays.fill(line, (byte) 0);
        }
        return true;
    }

    /** What is written: the password and a line end. */
    static byte[] line(Secret secret) {
        char[] text = secret.chars();
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length + 1); // UTF-8 takes no more
        CharBuffer from = CharBuffer.wrap(text);
        CharsetEncoder encoder = UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
        while (encoder.encode(from, bytes, true).isMalformed()) {
            char half = from.get();
            bytes.put(
                    (byte) (half >= 0xdc80 && half <= 0xdcff ? half : '?')); // a byte that was not UTF-8, see Passwords
            encoder.reset();
        }
        bytes.put((byte) '\n');
        byte[] line = Arrays.copyOf(bytes.array(), bytes.position());
        Arrays.fill(bytes.array(), (byte) 0);
        Arrays.fill(text, '\0');
        return line;
    }

    /** The shell speaks: no question of the tool can come any more, and the password is not needed. */
    synchronized void close() {
        state = state.after(Admission.Event.SHELL, false);
        method = null;
    }

    synchronized Admission state() {
        return state;
    }

    /** Whether the password was sent. */
    synchronized boolean answered() {
        return answered;
    }
}
