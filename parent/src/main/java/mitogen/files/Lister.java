package mitogen.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mitogen.Call;
import mitogen.ChannelClosedException;
import mitogen.Receiver;

/**
 * Lists directories. Paths come with their attributes. When a directory is listed that came from a listing itself, somebody walks a
 * tree: what a walk comes to next is listed along, and more each time.
 */
final class Lister {
    /** How many files a directory may have that comes in one answer. */
    private static final int LARGEST = 1000;

    /** How many files may be told of in one answer, when somebody has walked for a while. */
    private static final int MOST = 16_000;

    /** How many directories are named that a walk may come to. */
    private static final int NEXT = 500;

    private Lister() {}

    static DirectoryStream<Path> list(ContextPath directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Recent recent = directory.files.recent();
        Listed listed = directory.listed();
        String name = directory.toString();
        Remote remote = directory.files.remote();
        if (listed != null && recent.holds(name, listed.listing().time)) {
            List<Listing.Row> known = listed.listing().rows(name);
            if (known != null) {
                return new Entries(paths(directory, listed.listing(), known, listed), filter);
            }
        }
        List<byte[]> wanted = new ArrayList<>(List.of(directory.bytes));
        int most = LARGEST;
        if (listed != null) {
            wanted.addAll(listed.next(NEXT));
            most = Math.min(MOST, 2 * listed.listing().most);
        }
        Listing listing = new Listing(recent.now(), most);
        byte[] answer = remote.ask(new ListDirectories(wanted, LARGEST, most, listed != null), byte[].class, directory);
        if (answer == null) {
            return new Entries(stream(directory, remote, listed), filter);
        }
        List<Listing.Row> rows = listing.read(remote.rows(answer)).rows(name);
        if (rows == null) {
            throw Exceptions.senseless(remote.there(), "a listing of other directories");
        }
        return new Entries(paths(directory, listing, rows, listed), filter);
    }

    private static Path path(ContextPath directory, Listing listing, List<Listing.Row> rows, int index, Listed above) {
        Listing.Row row = rows.get(index);
        ContextPath path = new ContextPath(directory.files, PathBytes.resolve(directory.bytes, row.name()));
        return path.listed(new Listed(row.stat(), listing, directory.bytes, rows, index, above));
    }

    /** Those of a directory that is known. */
    private static Entries.Source paths(ContextPath directory, Listing listing, List<Listing.Row> rows, Listed above) {
        return new Entries.Source() {
            private int next;

            @Override
            public Path next() {
                return next == rows.size() ? null : path(directory, listing, rows, next++, above);
            }

            @Override
            public void close() {}
        };
    }

    /** Those of a directory with many files: they come as they are found. */
    private static Entries.Source stream(ContextPath directory, Remote remote, Listed above) throws IOException {
        Receiver<Object> chunks = remote.receiver();
        Stream stream = new Stream(directory, chunks, above);
        try {
            directory.files.opened().add(stream);
            stream.task = remote.start(new StreamDirectory(directory.bytes, chunks.sender()));
            stream.fetch(); // which tells if it cannot be listed
            return stream;
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private static final class Stream implements Entries.Source, Closeable {
        private final ContextPath directory;
        private final Receiver<Object> chunks;
        private final Listed above;
        private final ArrayDeque<Path> paths = new ArrayDeque<>();
        private final long asked;
        private RowReader rows;
        private boolean ended;
        private volatile Call<Object> task;

        Stream(ContextPath directory, Receiver<Object> chunks, Listed above) {
            this.directory = directory;
            this.chunks = chunks;
            this.above = above;
            asked = directory.files.recent().now();
        }

        void fetch() throws IOException {
            Remote remote = directory.files.remote();
            byte[] chunk;
            try {
                chunk = remote.checked(chunks.take(), byte[].class, directory.toString(), null);
            } catch (ChannelClosedException e) {
                throw new IOException("the listing of " + directory + " was closed", e);
            } catch (RuntimeException e) {
                throw Exceptions.of(e, remote.there());
            }
            rows = rows == null ? remote.rows(chunk) : rows.more(chunk);
            Listing listing = new Listing(asked + Math.max(0, rows.number()), LARGEST);
            List<Listing.Row> all = new ArrayList<>();
            while (!ended && !rows.isAtEnd()) {
                if (rows.number() == 0) {
                    ended = true;
                } else {
                    all.add(new Listing.Row(rows.name(), rows.file()));
                }
            }
            if (ended) {
                close();
            }
            for (int i = 0; i < all.size(); i++) {
                paths.add(path(directory, listing, all, i, above));
            }
        }

        @Override
        public Path next() throws IOException {
            while (paths.isEmpty() && !ended) {
                fetch();
            }
            return paths.poll();
        }

        @Override
        public void close() {
            Call<Object> listing = task;
            if (listing != null) {
                listing.cancel(true);
            }
            chunks.close();
            directory.files.opened().remove(this);
        }
    }
}
