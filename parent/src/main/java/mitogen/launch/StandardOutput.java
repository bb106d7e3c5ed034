package mitogen.launch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a process prints to its standard output: lines first, then perhaps something else. For one thread. */
final class StandardOutput extends BufferedInputStream {
    /** Hears of lines, on the thread that reads. */
    interface Listener {
        /**
         * A line was begun, and nothing more came yet: it may be a question. Whether it was taken for one; then what comes
         * next is a new line.
         */
        boolean begun(String line);

        /**
         * A line, or a piece of one that is too long. Whether no more lines are to be read.
         *
         * @param whole whether the line ends there
         */
        boolean line(String text, boolean whole);

        /** What came last, without the end of its line; nothing if there is no such thing. */
        void last(String text);
    }

    StandardOutput(InputStream in) {
        super(in, 16 * 1024);
    }

    /** The system is asked only if nothing is here: not for each byte of a long noise. */
    @Override
    public synchronized int available() throws IOException {
        return pos < count ? count - pos : super.available();
    }

    /** Reads lines until the listener wants no more: the next byte is the first one behind that line. Or to the end. */
    void readLines(Listener listener) throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            readLines(listener, line);
        } finally {
            listener.last(text(line)); // it may be a question, and the process was ended as nobody answers that
        }
    }

    private void readLines(Listener listener, StringBuilder line) throws IOException {
        for (int next = read(); next >= 0; next = read()) {
            if (next != '\n') {
                line.append((char) next);
                if (available() == 0 && listener.begun(text(line))) {
                    line.setLength(0);
                }
                if (line.length() < KeptLines.MAX_LENGTH) {
                    continue;
                }
            }
            String text = text(line);
            line.setLength(0);
            if (listener.line(text, next == '\n')) {
                return;
            }
        }
    }

    private static String text(StringBuilder line) {
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
