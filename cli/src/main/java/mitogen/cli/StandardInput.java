package mitogen.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Our standard input. It does not reach the targets yet, so it must not have anything in it: a command that was given a
 * file and sees none would go on as if all were well. What is in it is never read, as it may belong to somebody else,
 * such as a shell's {@code while read} loop.
 */
final class StandardInput {
    /** Never has anything in it. */
    static final StandardInput NONE = new StandardInput(null, null);

    private static final int TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int REGULAR = 0100000;
    private static final int SOCKET = 0140000;

    /** What there is to say of it before the command begins. */
    enum State {
        /** Nothing will come: /dev/null, an empty file, closed. A terminal counts as this, too. */
        EMPTY,
        /** There is something in it. */
        FULL,
        /** A pipe that is empty, but may still be written to. */
        OPEN
    }

    private final Path link;
    private final InputStream stream;

    /** The link that names it in /proc, and the stream; null for none. */
    StandardInput(Path link, InputStream stream) {
        this.link = link;
        this.stream = stream;
    }

    static StandardInput ofProcess() {
        return new StandardInput(Path.of("/proc/self/fd/0"), new FileInputStream(FileDescriptor.in));
    }

    State state() {
        if (link == null) {
            return State.EMPTY;
        }
        try {
            Map<String, Object> file = Files.readAttributes(link, "unix:mode,rdev");
            switch ((int) file.get("mode") & TYPE) {
                case REGULAR:
                    return fullIf(stream.available() > 0 || isMadeWhenRead());
                case FIFO, SOCKET:
                    return stream.available() > 0 ? State.FULL : State.OPEN;
                case CHARACTER_DEVICE:
                    return fullIf(isEndless((long) file.get("rdev")));
                case BLOCK_DEVICE:
                    return State.FULL;
                default:
                    return State.EMPTY;
            }
        } catch (IOException closed) {
            return State.EMPTY;
        }
    }

    private static State fullIf(boolean full) {
        return full ? State.FULL : State.EMPTY;
    }

    /** Files in /proc and /sys have the size 0, whatever is in them. */
    private boolean isMadeWhenRead() throws IOException {
        if (Files.size(link) > 0) {
            return false; // it has been read to its end
        }
        try (InputStream again = Files.newInputStream(link)) {
            return again.read() >= 0;
        }
    }

    /** Memory devices other than /dev/null: /dev/zero, /dev/random and so on. */
    private static boolean isEndless(long device) {
        return device >> 8 == 1 && device != 0x103;
    }

    /** Waits until it ends; gives false if something comes instead. Only for {@link State#OPEN}. */
    boolean ends() {
        try {
            return stream.read() < 0;
        } catch (IOException closed) {
            return true;
        }
    }
}
