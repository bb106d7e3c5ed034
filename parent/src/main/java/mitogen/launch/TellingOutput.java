package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/**
 * An output of a command, in which the shell that runs it tells the end. If nobody wants the output any more, it is read all
 * the same, until that is told. For one thread at a time.
 */
final class TellingOutput extends InputStream {
    /** Hears what is told. */
    interface Listener {
        /** The shell said this; gives what others print behind it. */
        InputStream told(String word, InputStream behind);

        /** The output ended, and nothing was told. */
        void ended(String lastLine);

        /** Nobody reads any more; the rest is to be run, on a thread of its own, if the end was not told. */
        void unwanted(Runnable rest);
    }

    private final MarkedInput theirs;
    private final Listener listener;
    private InputStream behind; // null until the end was told
    private String last = "";

    TellingOutput(InputStream in, String secret, Listener listener) {
        theirs = new MarkedInput(in, secret);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (behind != null) {
            return behind.read(bytes, offset, length);
        }
        int count = -1;
        try {
            count = theirs.read(bytes, offset, length);
        } finally {
            if (count < 0 && theirs.mark() == null) {
                listener.ended(last);
            }
        }
        if (count >= 0) {
            keepLast(bytes, offset, count);
        } else if (theirs.mark() != null) {
            behind = listener.told(theirs.mark(), theirs.rest());
            return behind.read(bytes, offset, length);
        }
        return count;
    }

    private void keepLast(byte[] bytes, int offset, int count) {
        int begin = Math.max(offset, offset + count - KeptLines.MAX_LENGTH);
        String text = new String(bytes, begin, offset + count - begin, UTF_8).strip();
        last = text.isEmpty() ? last : text.substring(text.lastIndexOf('\n') + 1);
    }

    @Override
    public void close() {
        listener.unwanted(this::readRest);
    }

    private void readRest() {
        byte[] chunk = new byte[8192];
        try {
            while (behind == null && read(chunk, 0, chunk.length) >= 0) {}
        } catch (IOException e) {
            // the listener was told that it ended
        }
    }
}
