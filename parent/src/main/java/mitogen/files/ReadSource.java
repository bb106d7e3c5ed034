package mitogen.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Where a file is read that is not written. A small one was read as a whole when it was opened; it is opened there only when
 * what was read does not hold any more ({@link Recent}), or when more than the end is asked for. If its name means another file
 * by then, what was read holds for ever. Not thread-safe.
 */
final class ReadSource {
    /** How large a small file may be. */
    private static final int SMALL = 256 * 1024;

    private final Remote remote;
    private final byte[] path;
    private final String name;
    private final List<OpenOption> options;
    private final Recent recent;
    private final long time; // when the small file was asked for
    private byte[] small; // or null
    private String key;
    private boolean told; // that it is at its end
    private boolean replaced;
    private volatile RemoteFile file; // or null
    private ReadAhead ahead;

    private ReadSource(Remote remote, byte[] path, String name, List<OpenOption> options, Recent recent) {
        this.remote = remote;
        this.path = path;
        this.name = name;
        this.options = options;
        this.recent = recent;
        time = recent.now();
    }

    static ReadSource open(Remote remote, byte[] path, String name, List<OpenOption> options, Recent recent)
            throws IOException {
        ReadSource source = new ReadSource(remote, path, name, options, recent);
        boolean plain = options.equals(List.of(StandardOpenOption.READ));
        byte[] answer = plain ? remote.ask(new ReadSmall(path, SMALL), byte[].class, name) : null;
        if (answer == null) {
            source.open();
        } else {
            RowReader found = remote.rows(answer);
            source.key = found.text();
            source.small = found.bytes();
        }
        return source;
    }

    /** One that was just made, and has nothing in it. */
    static ReadSource empty(Remote remote, byte[] path, String name, Recent recent) {
        ReadSource source = new ReadSource(remote, path, name, List.of(), recent);
        source.small = PathBytes.EMPTY;
        source.replaced = true;
        return source;
    }

    /** The bytes of a small file; null if it is open. */
    byte[] small() {
        return small;
    }

    /** The file, which is opened if it is not. */
    RemoteFile open() throws IOException {
        if (file == null) {
            RemoteFile opened = RemoteFile.open(remote, path, name, options, null);
            replaced = small != null && !opened.key().equals(key);
            if (replaced) {
                opened.abandon();
                return null;
            }
            small = null;
            ahead = new ReadAhead(opened, recent);
            file = opened;
        }
        return file;
    }

    /** Whether the small file is believed, or else it is opened. */
    private boolean isSmall(long place) throws IOException {
        boolean end = small != null && place >= small.length;
        if (small != null && !replaced && (told && end || !recent.holds(name, time))) {
            open();
        }
        told |= end;
        return small != null;
    }

    int read(long place, ByteBuffer to) throws IOException {
        if (!isSmall(place)) {
            return ahead.read(place, to);
        }
        if (place >= small.length) {
            return to.hasRemaining() ? -1 : 0;
        }
        int length = (int) Math.min(to.remaining(), small.length - place);
        to.put(small, (int) place, length);
        return length;
    }

    long size() throws IOException {
        return isSmall(-1) ? small.length : file.ask(OpenedFile.SIZE, 0, 0);
    }

    /** On any thread. */
    void close() {
        RemoteFile opened = file;
        if (opened != null) {
            opened.abandon();
        }
    }
}
