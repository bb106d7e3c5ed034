package mitogen.internal;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a transfer is asked to do.
 *
 * @param from the file or tree that is read
 * @param to where it is to be
 * @param includes globs of files; empty for all files
 * @param excludes globs of files and directories that are left alone
 * @param options what else is said
 */
public record TransferOrder(
        Path from, List<Path> to, List<String> includes, List<String> excludes, Set<Option> options) {
    /** What can be said besides. */
    public enum Option {
        /** What the source has not is deleted. */
        DELETE,
        /** Nothing is changed. */
        DRY_RUN,
        /** Contents are compared, not times. */
        CHECKSUM,
        /** Permissions are those of the source also where a file was there before. */
        PERMISSIONS,
        /** Owners are those of the source. */
        OWNERS,
        /** A part of a file stays, to be gone on with. */
        RESUME,
        /** All is on the disk at the end. */
        SYNC
    }

    /** The same with more options. */
    public TransferOrder with(Option option) {
        EnumSet<Option> more = EnumSet.of(option);
        more.addAll(options);
        return new TransferOrder(from, to, includes, excludes, more);
    }
}
