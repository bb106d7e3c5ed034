package mitogen.files;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Instant;
import java.util.List;
import mitogen.internal.NativePaths;

/** Changes files, but nothing that is in them. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
final class Changes {
    private Changes() {}

    /** The attribute of a new file, from a text such as {@code rw-------}; none from null. */
    static FileAttribute<?>[] attributes(String text) {
        return text == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))};
    }

    /** Makes a directory, or a file. */
    record Create(byte[] path, String permissions, boolean directory) implements Order {
        @Override
        public Object work() throws IOException {
            Path file = NativePaths.of(path);
            if (directory) {
                Files.createDirectory(file, attributes(permissions));
            } else {
                Files.createFile(file, attributes(permissions));
            }
            return null;
        }
    }

    /** Makes a link: one that says the second path, or one more name for the file there. */
    record Link(byte[] path, byte[] second, boolean symbolic) implements Order {
        @Override
        public Object work() throws IOException {
            if (symbolic) {
                Files.createSymbolicLink(NativePaths.of(path), NativePaths.of(second));
            } else {
                Files.createLink(NativePaths.of(path), NativePaths.of(second));
            }
            return null;
        }
    }

    /** Deletes a file; whether it was there. */
    record Delete(byte[] path, boolean mayBeGone) implements Order {
        @Override
        public Object work() throws IOException {
            if (mayBeGone) {
                return Files.deleteIfExists(NativePaths.of(path));
            }
            Files.delete(NativePaths.of(path));
            return true;
        }
    }

    /** Copies or moves a file. */
    record Copy(byte[] path, byte[] second, boolean move, List<CopyOption> options) implements Order {
        @Override
        public Object work() throws IOException {
            CopyOption[] all = options.toArray(new CopyOption[0]);
            if (move) {
                Files.move(NativePaths.of(path), NativePaths.of(second), all);
            } else {
                Files.copy(NativePaths.of(path), NativePaths.of(second), all);
            }
            return null;
        }
    }

    /** Sets an attribute. A name stands for an account, a text for permissions, seconds and nanoseconds for a time. */
    record Set(byte[] path, String attribute, Object value, LinkOption... options) implements Order {
        @Override
        public Object work() throws IOException {
            Path file = NativePaths.of(path);
            Object set = value;
            UserPrincipalLookupService accounts = file.getFileSystem().getUserPrincipalLookupService();
            if (attribute.endsWith(":owner")) {
                set = accounts.lookupPrincipalByName((String) value);
            } else if (attribute.endsWith(":group")) {
                set = accounts.lookupPrincipalByGroupName((String) value);
            } else if (attribute.endsWith(":permissions")) {
                set = PosixFilePermissions.fromString((String) value);
            } else if (value instanceof long[] time) {
                set = time(time);
            }
            Files.setAttribute(file, attribute, set, options);
            return null;
        }
    }

    /** Sets the times of a change, of an access and of the creation, in this order; null leaves one as it is. */
    record Times(byte[] path, long[] changed, long[] accessed, long[] created, LinkOption... options) implements Order {
        @Override
        public Object work() throws IOException {
            Files.getFileAttributeView(NativePaths.of(path), BasicFileAttributeView.class, options)
                    .setTimes(time(changed), time(accessed), time(created));
            return null;
        }
    }

    private static FileTime time(long[] time) {
        return time == null ? null : FileTime.from(Instant.ofEpochSecond(time[0], time[1]));
    }
}
