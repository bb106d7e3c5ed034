package mitogen.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Set;

/** The attributes of one file there, to be read and set: as the views {@code basic}, {@code owner} and {@code posix} at once. */
final class AttributeViews implements PosixFileAttributeView {
    /** Sets three times, as {@link #setTimes} does. */
    interface Times {
        void set(long[] changed, long[] accessed, long[] created) throws IOException;
    }

    private final Path file;
    private final String name;
    private final Times times;
    private final LinkOption[] options;

    AttributeViews(Path file, String name, Times times, LinkOption... options) {
        this.file = file;
        this.name = name;
        this.times = times;
        this.options = options;
    }

    /** A time as it travels: seconds and nanoseconds. */
    static long[] time(FileTime time) {
        if (time == null) {
            return null;
        }
        Instant instant = time.toInstant();
        return new long[] {instant.getEpochSecond(), instant.getNano()};
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, options);
    }

    @Override
    public void setTimes(FileTime changed, FileTime accessed, FileTime created) throws IOException {
        if (changed != null || accessed != null || created != null) {
            times.set(time(changed), time(accessed), time(created));
        }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        Files.setAttribute(file, "posix:permissions", permissions, options);
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        Files.setAttribute(file, "posix:group", group, options);
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        Files.setAttribute(file, "posix:owner", owner, options);
    }
}
