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
 * tree: what a walk comes to next is listed along, and more each time. A directory with many files is streamed instead: a task
 * there sends its names while the caller takes them here.
 */
final class Lister {
    /** How many directories are named that a walk may come to. */
    private static final int NEXT = 500;

    private Lister() {}

    /** Lists a directory: from what an earlier answer has told, if that is not too old, or else with one round trip. */
    static DirectoryStream<Path> list(ContextPath directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Listed listed = directory.listed();
        Listing.Directory rows = known(directory, listed);
        if (rows != null) {
            return new Entries(paths(directory, listed.listing(), rows, listed), filter);
        }
        Listing listing = listed == null ? new Listing() : listed.listing();
        List<byte[]> wanted = new ArrayList<>(List.of(directory.bytes));
        if (listed != null) {
            wanted.addAll(listed.next(NEXT));
        }
        Remote remote = directory.files.remote();
        Recent recent = directory.files.recent();
        long time = recent.now();
        Order order = new ListDirectories(wanted, Listing.LARGEST, listing.more(), listed != null);
        byte[] answer = remote.ask(order, byte[].class, directory);
        if (answer == null) {
            return new Entries(stream(directory, remote, listed), filter);
        }
        listing.read(remote.rows(answer), time, recent);
        rows = listing.take(directory.toString());
        if (rows == null) {
            throw Exceptions.senseless(remote.there(), "a listing of other directories");
        }
        return new Entries(paths(directory, listing, rows, listed), filter);
    }

    /** What is known of a directory and holds, or null. */
    private static Listing.Directory known(ContextPath directory, Listed listed) {
        String name = directory.toString();
        Listing.Directory rows = listed == null ? null : listed.listing().take(name);
        return rows != null && directory.files.recent().holds(name, rows.time()) ? rows : null;
    }

    private static Path path(ContextPath directory, Listing listing, Listing.Directory in, int index, Listed above) {
        Listing.Row row = in.rows().get(index);
        ContextPath path = new ContextPath(directory.files, PathBytes.resolve(directory.bytes, row.name()));
        return path.listed(new Listed(row.stat(), in.time(), listing, directory.bytes, in.rows(), index, above));
    }

    /** Those of a directory that is known. */
    private static Entries.Source paths(ContextPath directory, Listing listing, Listing.Directory in, Listed above) {
        return new Entries.Source() {
            private int next;

            @Override
            public Path next() {
                return next == in.rows().size() ? null : path(directory, listing, in, next++, above);
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
        private final Listing listing = new Listing();
        private RowReader rows;
        private boolean ended;
        private volatile Call<Object> task;

        Stream(ContextPath directory, Receiver<Object> chunks, Listed above) {
            this.directory = directory;
            this.chunks = chunks;
            this.above = above;
            asked = directory.files.recent().now();
        }

        /** Waits for the next piece of names. Called by the thread that iterates, which holds the lock of its {@link Entries}. */
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
            long time = asked + Math.max(0, rows.number());
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
                paths.add(path(directory, listing, new Listing.Directory(time, all), i, above));
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
