package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Permissions and times of what a transfer writes. Not thread-safe. */
final class Attributes {
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values(); // from the owner's down

    private final Plan plan;
    private final int umask = umask();
    private final Map<Integer, FileAttribute<Set<PosixFilePermission>>> creating = new HashMap<>();
    final Accounts accounts = new Accounts();

    Attributes(Plan plan) {
        this.plan = plan;
    }

    /** The bits that new files do not get; all, if nobody tells. */
    private static int umask() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Umask:")) {
                    return Integer.parseInt(line.substring(6).strip(), 8);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // an old kernel
        }
        return Stat.PERMISSIONS;
    }

    /** The attribute of a new file that its account can write until it is whole. */
    FileAttribute<?> creating(int mode) {
        return creating.computeIfAbsent(mode & Stat.PERMISSIONS, bits -> {
            Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
            for (int i = 0; i < PERMISSIONS.length; i++) {
                if ((bits >> 8 - i & 1) != 0) {
                    set.add(PERMISSIONS[i]);
                }
            }
            return PosixFilePermissions.asFileAttribute(set);
        });
    }

    /** The mode that a file is to have. */
    private int mode(Stat source, Stat old) {
        if (plan.permissions()) {
            return source.mode() & Stat.ALL_PERMISSIONS;
        }
        return old == null ? source.mode() & Stat.PERMISSIONS : old.mode() & Stat.ALL_PERMISSIONS;
    }

    /** The mode to create a file with. */
    int modeAtFirst(Stat source, Stat old, int needed) {
        return mode(source, old) & Stat.PERMISSIONS | needed;
    }

    /**
     * Sets what a new file is to have.
     *
     * @param old what it takes the place of, or null
     * @param first the mode that it was created with
     */
    void finish(Path file, Stat source, Stat old, int first) throws IOException {
        boolean owned = false;
        if (plan.owners()) {
            owned = accounts.give(file, source);
        } else if (old != null) {
            owned = Accounts.give(file, Stat.of(file), old.uid(), old.gid());
        }
        int mode = mode(source, old);
        if (owned || (first & ~umask) != mode) {
            Files.setAttribute(file, "unix:mode", mode);
        }
        Files.setLastModifiedTime(file, source.time());
    }

    /** Whether a file that stays has other attributes than it is to have. */
    boolean isOther(Path file, Stat source, Stat old) throws IOException {
        return mode(source, old) != (old.mode() & Stat.ALL_PERMISSIONS)
                || plan.owners() && !accounts.isOwned(file, old, source);
    }

    /** Gives these to a file that stays. */
    void change(Path file, Stat source, Stat old) throws IOException {
        boolean owned = plan.owners() && accounts.give(file, source);
        int mode = mode(source, old);
        if (owned || mode != (old.mode() & Stat.ALL_PERMISSIONS)) {
            Files.setAttribute(file, "unix:mode", mode);
        }
    }
}
