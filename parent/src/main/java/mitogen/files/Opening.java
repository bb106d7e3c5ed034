package mitogen.files;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a file is to be opened.
 *
 * @param options as they were given, and what follows from them
 * @param permissions of a new file, such as {@code rw-------}; null if they are left to the system
 */
record Opening(List<OpenOption> options, String permissions) {
    /** How a channel is opened. */
    static Opening of(Iterable<? extends OpenOption> options, FileAttribute<?>... attributes) {
        Set<OpenOption> all = new LinkedHashSet<>();
        for (OpenOption each : options) {
            if (!(each instanceof StandardOpenOption) && each != LinkOption.NOFOLLOW_LINKS) {
                if (each == null) {
                    throw new NullPointerException("an option that is null");
                }
                throw new UnsupportedOperationException("the option " + each + " is not known");
            }
            all.add(each);
        }
        if (all.contains(StandardOpenOption.APPEND)) {
            if (all.contains(StandardOpenOption.READ) || all.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                throw new IllegalArgumentException("APPEND goes neither with READ nor with TRUNCATE_EXISTING");
            }
            all.add(StandardOpenOption.WRITE);
        }
        if (!all.contains(StandardOpenOption.WRITE)) {
            all.add(StandardOpenOption.READ);
        }
        return new Opening(List.copyOf(all), permissions(attributes));
    }

    /** How a stream is opened that is read. */
    static Opening reading(OpenOption... options) {
        for (OpenOption each : options) {
            if (each == StandardOpenOption.WRITE || each == StandardOpenOption.APPEND) {
                throw new UnsupportedOperationException(each + " is not for a stream that is read");
            }
        }
        return of(List.of(options));
    }

    /** How a stream is opened that is written. */
    static Opening writing(OpenOption... options) {
        Set<OpenOption> all = new LinkedHashSet<>(List.of(options));
        if (all.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("READ is not for a stream that is written");
        }
        if (all.isEmpty()) {
            all.add(StandardOpenOption.CREATE);
            all.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        all.add(StandardOpenOption.WRITE);
        return of(all);
    }

    boolean has(OpenOption option) {
        return options.contains(option);
    }

    boolean isAppend() {
        return has(StandardOpenOption.APPEND);
    }

    Opening withPermissions(String others) {
        return new Opening(options, others);
    }

    /** The permissions among the attributes of a new file, which can have no others from the start; or null. */
    static String permissions(FileAttribute<?>... attributes) {
        String permissions = null;
        for (FileAttribute<?> each : attributes) {
            if (!each.name().equals("posix:permissions") && !each.name().equals("unix:permissions")) {
                throw new UnsupportedOperationException("a new file cannot have the attribute " + each.name());
            }
            permissions = text(each.value());
        }
        return permissions;
    }

    /** Permissions as a text. */
    @SuppressWarnings("unchecked")
    static String text(Object permissions) {
        for (Object each : (Set<?>) permissions) {
            if (!(each instanceof PosixFilePermission)) {
                throw new ClassCastException("a permission is a " + (each == null ? null : each.getClass()));
            }
        }
        return PosixFilePermissions.toString((Set<PosixFilePermission>) permissions);
    }
}
