package mitogen.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/** Makes lines of bytes that end anywhere. A line ends with LF or CR LF, which are not part of it. */
final class Lines {
    /** A longer line comes in pieces, so that a program that never ends one fills no memory. */
    static final int LONGEST = 1024 * 1024;

    private final Charset charset;
    private final Consumer<String> to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Charset charset, Consumer<String> to) {
        this.charset = charset;
        this.to = to;
    }

    void add(byte[] chunk, int count) {
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                line.write(chunk, start, i - start);
                start = i + 1;
                give(true);
            }
        }
        line.write(chunk, start, count - start);
        if (line.size() >= LONGEST) {
            give(false);
        }
    }

    /** Nothing comes any more. */
    void end() {
        if (line.size() > 0) {
            give(false);
        }
    }

    private void give(boolean whole) {
        String text = line.toString(charset);
        line.reset();
        to.accept(whole && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
