package mitogen.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A directory there as a stream of paths. The iterator is for one thread; any may close it. */
final class Entries implements DirectoryStream<Path> {
    /** Gives the paths one after the other, then null. */
    interface Source {
        Path next() throws IOException;

        void close();
    }

    private final Source source;
    private final Filter<? super Path> filter;
    private Path next; // or null if it was not looked for
    private boolean iterated;
    private boolean ended;
    private volatile boolean closed;

    Entries(Source source, Filter<? super Path> filter) {
        this.source = source;
        this.filter = filter;
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (closed || iterated) {
            throw new IllegalStateException(closed ? "the stream is closed" : "it has given its iterator already");
        }
        iterated = true;
        return new Each();
    }

    private final class Each implements Iterator<Path> {
        @Override
        public boolean hasNext() {
            try {
                while (next == null && !ended && !closed) {
                    Path found = source.next();
                    ended = found == null;
                    next = found != null && filter.accept(found) ? found : null;
                }
            } catch (IOException e) {
                ended = true;
                throw new DirectoryIteratorException(e);
            }
            return next != null;
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Path given = next;
            next = null;
            return given;
        }
    }

    @Override
    public void close() {
        closed = true;
        source.close();
    }
}
