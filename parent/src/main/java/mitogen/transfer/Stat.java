package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What a transfer asks of a file.
 *
 * @param mode its type and permissions
 * @param uid its owner
 * @param gid its group
 * @param links how many names it has
 * @param size in bytes
 * @param device where it is
 * @param inode which file it is there
 * @param seconds when it was changed last
 * @param nanos the rest of that time
 */
record Stat(int mode, int uid, int gid, int links, long size, long device, long inode, long seconds, int nanos) {
    private static final String NAMES = "unix:mode,uid,gid,nlink,size,dev,ino,lastModifiedTime";
    private static final int TYPE = 0170000;

    /** The bits of a mode that are permissions. */
    static final int PERMISSIONS = 0777;

    /** These bits and the special ones. */
    static final int ALL_PERMISSIONS = 07777;

    /** Of a file; of what a link leads to, unless the options say otherwise. */
    static Stat of(Path file, LinkOption... options) throws IOException {
        Map<String, Object> all = Files.readAttributes(file, NAMES, options);
        Instant time = ((FileTime) all.get("lastModifiedTime")).toInstant();
        return new Stat(
                (Integer) all.get("mode"),
                (Integer) all.get("uid"),
                (Integer) all.get("gid"),
                (Integer) all.get("nlink"),
                (Long) all.get("size"),
                (Long) all.get("dev"),
                (Long) all.get("ino"),
                time.getEpochSecond(),
                time.getNano());
    }

    /** Of a file or link; null if there is none. */
    static Stat orNull(Path file) throws IOException {
        try {
            return of(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    boolean isFile() {
        return (mode & TYPE) == 0100000;
    }

    boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    boolean isLink() {
        return (mode & TYPE) == 0120000;
    }

    FileTime time() {
        return FileTime.from(Instant.ofEpochSecond(seconds, nanos));
    }

    /** Whether it was changed at the same time; some file systems keep microseconds only. */
    boolean isAsOldAs(Stat source) {
        return seconds == source.seconds
                && (nanos == source.nanos || nanos % 1000 == 0 && nanos / 1000 == source.nanos / 1000);
    }

    /** Whether it is the same file, with nothing changed in it. */
    boolean isUnchanged(Stat before) {
        return inode == before.inode && size == before.size && seconds == before.seconds && nanos == before.nanos;
    }

    /** Whether it is the same file, with more in it. */
    boolean isLongerThan(Stat before) {
        return inode == before.inode && device == before.device && size > before.size;
    }
}
