package mitogen.controller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody else may change, as they decide what runs on targets: they belong to us, and others may not write them. */
final class OwnFiles {
    static final FileAttribute<?> DIRECTORY = attribute("rwx------");
    static final FileAttribute<?> FILE = attribute("rw-------");

    private OwnFiles() {}

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Whether that file, or directory, itself is ours alone. A link is not. */
    static boolean isOurs(Path file) throws IOException {
        return !Files.isSymbolicLink(file) && fault(file) == null;
    }

    /**
     * Checks a directory, and each one above it up to another, or itself alone if that is not above it. Where one is a link
     * it is what that leads to.
     *
     * @throws IOException if others could change one of them; the message tells which, and what to do
     */
    static void check(Path directory, Path top) throws IOException {
        Path end = directory.startsWith(top) ? top : directory;
        for (Path each = directory; each != null && each.startsWith(end); each = each.getParent()) {
            String fault = fault(each);
            if (fault != null) {
                throw new IOException("others could change what is in it, as " + each + " " + fault);
            }
        }
    }

    private static String fault(Path file) throws IOException {
        Object owner = Files.getAttribute(file, "unix:uid");
        Object account = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(account)) {
            return "belongs to user " + owner + ", not to " + account + " (use a directory of your own)";
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                ? "can be written by others (chmod go-w " + file + ")"
                : null;
    }

    /** Whether there is such a file, and no link. */
    static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
