package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Reads a file that is open there, at any place. As long as each read begins where the one before has ended, more and more is
 * asked for ahead, so that the way there and back is hardly waited for. Not thread-safe.
 */
final class ReadAhead {
    /** What is read at a new place, in bytes: what one frame has. */
    private static final int FIRST = 60 * 1024;

    private static final int CHUNK = 256 * 1024;

    /** How many chunks are asked for ahead at most: 4 MiB, as much as a sender may be ahead of a receiver. */
    private static final int MOST = 16;

    private record Asked(long time, int length) {}

    private final RemoteFile file;
    private final Recent recent; // null: what was read ahead is never too old
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();
    private long next; // the place behind what was asked for
    private int window;
    private byte[] chunk = PathBytes.EMPTY;
    private long from; // where the chunk begins
    private long time; // when it was asked for
    private boolean ended; // there is nothing behind the chunk

    ReadAhead(RemoteFile file, Recent recent) {
        this.file = file;
        this.recent = recent;
    }

    /** Reads as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
    int read(long place, ByteBuffer to) throws IOException {
        if (!to.hasRemaining()) {
            return 0;
        }
        if (!has(place)) {
            fetch(place);
        }
        int at = (int) (place - from);
        int length = Math.min(to.remaining(), chunk.length - at);
        to.put(chunk, at, length);
        return length == 0 ? -1 : length;
    }

    private boolean has(long place) {
        return place >= from && place < from + chunk.length && (recent == null || !recent.isOld(time));
    }

    /** Makes the chunk one that begins at the place. At the end of the file it is empty. */
    private void fetch(long place) throws IOException {
        boolean goesOn = chunk.length > 0 && place == from + chunk.length && !ended;
        if (!goesOn || !asked.isEmpty() && recent != null && recent.isOld(asked.element().time)) {
            forget();
            next = place;
            window = 1;
        }
        if (!file.isRegular()) {
            ask(CHUNK);
        } else if (!goesOn) {
            ask(FIRST);
        } else {
            window = Math.min(MOST, 2 * window);
            while (asked.size() < window) {
                ask(CHUNK);
            }
        }
        Asked coming = asked.remove();
        chunk = file.take(byte[].class);
        chunk = chunk == null ? PathBytes.EMPTY : chunk;
        from = place;
        time = coming.time;
        if (chunk.length < coming.length && file.isRegular()) {
            drain();
            ended = true;
        }
    }

    private void ask(int length) throws IOException {
        file.order(OpenedFile.READ, next, length, PathBytes.EMPTY, 0);
        asked.add(new Asked(recent == null ? 0 : recent.now(), length));
        next += length;
    }

    /** What was read so far, or is asked for, is not believed any more. */
    void forget() throws IOException {
        drain();
        chunk = PathBytes.EMPTY;
        ended = false;
    }

    private void drain() throws IOException {
        while (!asked.isEmpty()) {
            asked.remove();
            file.take(byte[].class);
        }
    }
}
