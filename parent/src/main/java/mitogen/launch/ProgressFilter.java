package mitogen.launch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import mitogen.methods.CommandMethod;

/**
 * What a tool prints, without the lines that it prints only because it was told to say how it gets on: these are heard,
 * and go nowhere. The beginning of a line is held back for as long as it may become one of them, and no longer, as it
 * may be a question. For one thread.
 */
final class ProgressFilter extends FilterInputStream {
    /** No line that matters is longer. */
    private static final int MAX_LENGTH = 1000;

    private final List<String> prefixes;
    private final Consumer<String> listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(); // the tool's, or it may be
    private boolean heard; // it is the tool's
    private boolean other; // it is somebody else's
    private byte[] ready = {};
    private int at;

    /** The lines that begin so are for the listener, without their ends. */
    ProgressFilter(InputStream in, List<String> prefixes, Consumer<String> listener) {
        super(in);
        this.prefixes = prefixes;
        this.listener = listener;
    }

    /** What a tool prints to its standard error. */
    static InputStream without(InputStream in, CommandMethod method, Timeline timeline) {
        List<String> prefixes = method.progressPrefixes();
        return prefixes.isEmpty() ? in : new ProgressFilter(in, prefixes, line -> timeline.heard(method.step(line)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (at == ready.length) {
            byte[] next = new byte[8192];
            int count = in.read(next);
            if (count < 0 && (heard || line.size() == 0)) {
                return -1;
            }
            at = 0;
            if (count < 0) {
                ready = line.toByteArray();
                line.reset();
            } else {
                ready = others(next, count);
            }
        }
        int count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, buffer, offset, count);
        at += count;
        return count;
    }

    private byte[] others(byte[] next, int count) {
        ByteArrayOutputStream others = new ByteArrayOutputStream(count + line.size());
        other = false; // the tool writes whole lines, also behind a question or output that has no line's end
        for (int i = 0; i < count; i++) {
            byte b = next[i];
            if (other) {
                others.write(b);
                other = b != '\n';
            } else if (heard) {
                hear(b);
            } else {
                line.write(b);
                decide(b, others);
            }
        }
        return others.toByteArray();
    }

    private void hear(byte b) {
        if (b == '\n') {
            listener.accept(line.toString(ISO_8859_1));
            line.reset();
            heard = false;
        } else if (line.size() < MAX_LENGTH) {
            line.write(b);
        }
    }

    private void decide(byte b, ByteArrayOutputStream others) {
        String text = line.toString(ISO_8859_1);
        boolean possible = false;
        for (String beginning : prefixes) {
            heard |= text.equals(beginning);
            possible |= beginning.startsWith(text);
        }
        if (!possible) {
            others.writeBytes(line.toByteArray());
            line.reset();
            other = b != '\n';
        }
    }
}
