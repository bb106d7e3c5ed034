package mitogen.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
            byte[] all = line.toByteArray();
            int rest = unfinished(all);
            line.reset();
            line.write(all, 0, all.length - rest);
            give(false);
            line.write(all, all.length - rest, rest);
        }
    }

    /** How many bytes at the end are the beginning of a character of UTF-8. */
    private int unfinished(byte[] all) {
        for (int back = 1; charset.equals(StandardCharsets.UTF_8) && back <= Math.min(3, all.length); back++) {
            int each = all[all.length - back] & 0xff;
            if (each >= 0xc0) {
                int needs = each >= 0xf0 ? 4 : each >= 0xe0 ? 3 : 2;
                return needs > back ? back : 0;
            }
        }
        return 0;
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
