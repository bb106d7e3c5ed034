package mitogen;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import mitogen.internal.TransferCarrier;
import mitogen.internal.TransferOrder;
import mitogen.internal.TransferOrder.Option;

/**
 * Copies a file or a tree of files: to a context, from a context, or between contexts. {@code
 * Transfer.of(local, web.files().getPath("/srv/app")).withDelete().run().orThrow()}. Paths are of the default file system or
 * of {@link Context#files}. What is already there with the same size and time is not copied again.
 *
 * <p>Both sides work on their own files. The names, the attributes and the bytes flow between them in one stream, on the
 * shortest path in the tree of contexts; if the tree is unidirectional, through this program. No file costs a round trip.
 *
 * <p>Each file is written under a hidden name in its directory, and renamed when it is whole and its SHA-256 is that of the
 * source. So its name means the old file or the new one, and nothing else. A file that cannot be copied is a failure of the
 * {@link Result}, and the rest goes on. If a file grows while it is read, its copy has what was there at first.
 *
 * <p>Directories, symbolic links and hard links are made anew. Times of files and directories are kept. Permissions are those
 * of the source; a file that was there before keeps its own permissions and owner, unless {@link #withPermissions} or {@link
 * #withOwners} says otherwise. See {@code docs/how-to/transfers.md}.
 *
 * <p>A transfer is immutable and thread-safe, and can be run several times. The methods that begin with {@code with} return a
 * copy.
 */
public final class Transfer {
    /**
     * What a transfer did.
     *
     * @param files how many files and links were written
     * @param bytes how many bytes of content were written, without those that were resumed
     * @param skipped how many files and links were there already, and the same
     * @param deleted how many files and directories were deleted
     * @param failures what could not be done, and why: by the path at the destination, or at the source if it failed there.
     *     A context that is lost is a failure of the whole source or destination; its cause is a {@link MitogenException}
     * @param differences what a dry run would have done; empty after any other run
     * @param partial hidden files that the next run resumes, if the transfer has {@link #withResume}; others may be deleted
     * @param grown files of the source that grew while they were read, as logs do: their copies have what was there at first
     * @param elapsed how long it took
     */
    public record Result(
            long files,
            long bytes,
            long skipped,
            long deleted,
            Map<Path, IOException> failures,
            List<Difference> differences,
            List<Path> partial,
            List<Path> grown,
            Duration elapsed) {
        private static final int SHOWN = 100;

        /** {@return whether nothing failed} */
        public boolean succeeded() {
            return failures.isEmpty();
        }

        /**
         * Checks that nothing failed.
         *
         * @return this
         * @throws IOException the first failure; others are suppressed in it, up to a hundred
         */
        public Result orThrow() throws IOException {
            if (succeeded()) {
                return this;
            }
            List<IOException> all = List.copyOf(failures.values());
            IOException first = new IOException(
                    "the transfer failed for " + (all.size() == 1 ? "one path" : all.size() + " paths") + ", first: "
                            + all.get(0).getMessage(),
                    all.get(0));
            all.stream().skip(1).limit(SHOWN).forEach(first::addSuppressed);
            throw first;
        }
    }

    /**
     * How far a transfer is.
     *
     * @param files how many files and links were written so far
     * @param bytes how many bytes of content were written so far
     * @param skipped how many files and links were the same so far
     * @param elapsed the time since the start
     */
    public record Progress(long files, long bytes, long skipped, Duration elapsed) {
        /** {@return bytes per second since the start} */
        public double rate() {
            return bytes / Math.max(1e-9, elapsed.toNanos() / 1e9);
        }
    }

    /**
     * What a dry run found.
     *
     * @param path the path at the destination
     * @param kind what is different
     */
    public record Difference(Path path, Kind kind) {
        /** What can be different. */
        public enum Kind {
            /** The source has it, the destination has nothing there. */
            NEW,
            /** The destination has something else there. */
            CHANGED,
            /** Only permissions, owners or times are different. */
            ATTRIBUTES,
            /** The source does not have it: a run would delete it, with all that is below. */
            DELETED
        }
    }

    private final TransferOrder order;
    private final Consumer<? super Progress> progress;

    private Transfer(TransferOrder order, Consumer<? super Progress> progress) {
        this.order = order;
        this.progress = progress;
    }

    /**
     * Describes a transfer of a file or tree.
     *
     * @param from what is read. If it is a symbolic link, its target is copied; links below are copied as links
     * @param to the name of the copy, not the directory that it goes into; the directory above must exist
     * @return the transfer, which {@link #run} runs
     */
    public static Transfer of(Path from, Path to) {
        return of(from, List.of(to));
    }

    /**
     * Describes a transfer to several destinations. The source is read once. The slowest destination sets the pace. If
     * several destinations are below the source's context, the bytes for them go over each connection on the path once.
     *
     * @param from what is read, as in {@link #of(Path, Path)}
     * @param to its names at the destinations, at least one
     * @return the transfer, which {@link #run} runs
     * @throws IllegalArgumentException if there is no destination
     */
    public static Transfer of(Path from, Collection<Path> to) {
        Objects.requireNonNull(from, "the source of a transfer is null");
        List<Path> all = List.copyOf(to);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a transfer of " + from + " has no destination");
        }
        return new Transfer(new TransferOrder(from, all, List.of(), List.of(), Set.of()), null);
    }

    private Transfer with(Option option) {
        return new Transfer(order.with(option), progress);
    }

    /**
     * Takes only files that match one of these globs, and all directories. May be called several times.
     *
     * @param globs as in {@link FileSystem#getPathMatcher}. A glob without a slash, such as
     *     {@code *.java}, is matched with the name of a file; a glob with a slash, such as {@code src/**}, with the path
     *     of a file below the source
     * @return a copy of this transfer
     * @throws PatternSyntaxException if one is no glob
     */
    public Transfer withInclude(String... globs) {
        return new Transfer(
                new TransferOrder(
                        order.from(), order.to(), more(order.includes(), globs), order.excludes(), order.options()),
                progress);
    }

    /**
     * Leaves out files and directories that match one of these globs, whether they are included or not. The destination does
     * not delete them either. May be called several times.
     *
     * @param globs as for {@link #withInclude}; with a slash at the end, only directories are meant
     * @return a copy of this transfer
     * @throws PatternSyntaxException if one is no glob
     */
    public Transfer withExclude(String... globs) {
        return new Transfer(
                new TransferOrder(
                        order.from(), order.to(), order.includes(), more(order.excludes(), globs), order.options()),
                progress);
    }

    private static List<String> more(List<String> before, String... globs) {
        List<String> all = new ArrayList<>(before);
        for (String each : globs) {
            var unused = FileSystems.getDefault().getPathMatcher("glob:" + each); // which throws
            all.add(each);
        }
        return List.copyOf(all);
    }

    /**
     * Deletes what is in directories of the destination and not in those of the source. Also deletes what stands in the way:
     * a file where a directory is to be, or the other way round. For a directory of the source that cannot be read, nothing
     * is deleted.
     *
     * @return a copy of this transfer
     */
    public Transfer withDelete() {
        return with(Option.DELETE);
    }

    /**
     * Changes nothing: the run tells the differences.
     *
     * @return a copy of this transfer
     */
    public Transfer withDryRun() {
        return with(Option.DRY_RUN);
    }

    /**
     * Compares files of the same size by their SHA-256. Without this, a file of the same size and time is taken for the same.
     *
     * @return a copy of this transfer
     */
    public Transfer withChecksum() {
        return with(Option.CHECKSUM);
    }

    /**
     * Also gives the permissions of the source to files that were there before, and its special bits (setuid, setgid,
     * sticky) to all files.
     *
     * @return a copy of this transfer
     */
    public Transfer withPermissions() {
        return with(Option.PERMISSIONS);
    }

    /**
     * Gives files the owner and the group of the source: by name, or by number where there is no such name. An account other
     * than root can give a file only to groups of its own. An owner or group that the account may not give stays as it is.
     *
     * @return a copy of this transfer
     */
    public Transfer withOwners() {
        return with(Option.OWNERS);
    }

    /**
     * Keeps a file that is only partly there under its hidden name when the transfer fails or is interrupted. The next run
     * with this option goes on there, if that part is still equal to the source. Of a file that has become longer, such as a
     * log, only the new part is sent: both sides read the old part, and the destination copies it.
     *
     * @return a copy of this transfer
     */
    public Transfer withResume() {
        return with(Option.RESUME);
    }

    /**
     * Writes everything to the disk of each destination before {@link #run} returns: files, names and attributes then
     * survive a crash of the machine. Without this, only the content of files that replace others survives. At the end, each
     * destination waits once until its whole file system has been written.
     *
     * @return a copy of this transfer
     */
    public Transfer withSync() {
        return with(Option.SYNC);
    }

    /**
     * Tells how far the transfer is: about ten times a second, and at the end.
     *
     * @param listener called by the thread in {@link #run}; while it waits, the transfer may have to wait, too. What it throws,
     *     {@code run} throws, and the transfer ends
     * @return a copy of this transfer
     */
    public Transfer withProgress(Consumer<? super Progress> listener) {
        return new Transfer(order, Objects.requireNonNull(listener, "withProgress got null"));
    }

    /**
     * Runs the transfer and waits for its end.
     *
     * @return what was done, and what failed; {@link Result#orThrow} throws if something did
     * @throws IllegalArgumentException if no path is of a context, or one is neither of a context nor of the default file
     *     system
     * @throws MitogenException if the thread is interrupted while it waits; its flag is set then, and the transfer ends
     */
    public Result run() {
        List<Path> all = new ArrayList<>(order.to());
        all.add(order.from());
        for (Path each : all) {
            if (each.getFileSystem() instanceof TransferCarrier carrier) {
                return (Result)
                        carrier.carry(order, progress == null ? null : told -> progress.accept((Progress) told));
            }
        }
        throw new IllegalArgumentException("a transfer of " + order.from() + " to " + order.to()
                + " has no path of a context; Files.copy copies locally");
    }

    /** Returns the source and the destinations. */
    @Override
    public String toString() {
        return "transfer of " + order.from() + " to " + order.to();
    }
}
