package mitogen.files;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code stat} told of a file there. Immutable. */
final class FileStat implements PosixFileAttributes {
    /** How many numbers there are besides the mode: inode, device, device that it is, links, size, four times of two each. */
    static final int NUMBERS = 13;

    private static final List<String> BASIC = List.of(
            "lastModifiedTime",
            "lastAccessTime",
            "creationTime",
            "size",
            "isRegularFile",
            "isDirectory",
            "isSymbolicLink",
            "isOther",
            "fileKey");
    private static final List<String> POSIX = List.of("permissions", "owner", "group");
    private static final List<String> UNIX = List.of("mode", "ino", "dev", "rdev", "nlink", "uid", "gid", "ctime");

    private static final int FORMAT = 0170000;
    private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values(); // from the owner's down

    /** What tells a file from others. */
    private record Key(long device, long inode) {
        @Override
        public String toString() {
            return "(dev=" + Long.toHexString(device) + ",ino=" + inode + ")";
        }
    }

    private final int mode;
    private final long[] numbers;
    private final Account owner;
    private final Account group;

    FileStat(int mode, long[] numbers, Account owner, Account group) {
        this.mode = mode;
        this.numbers = numbers;
        this.owner = owner;
        this.group = group;
    }

    private FileTime time(int at) {
        try {
            return FileTime.from(Instant.ofEpochSecond(numbers[at], numbers[at + 1]));
        } catch (DateTimeException | ArithmeticException e) { // none that a file can have
            return FileTime.fromMillis(0);
        }
    }

    @Override
    public FileTime lastModifiedTime() {
        return time(5);
    }

    @Override
    public FileTime lastAccessTime() {
        return time(7);
    }

    @Override
    public FileTime creationTime() {
        return time(11);
    }

    @Override
    public boolean isRegularFile() {
        return (mode & FORMAT) == 0100000;
    }

    @Override
    public boolean isDirectory() {
        return (mode & FORMAT) == 0040000;
    }

    @Override
    public boolean isSymbolicLink() {
        return (mode & FORMAT) == 0120000;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return numbers[4];
    }

    @Override
    public Object fileKey() {
        return new Key(numbers[1], numbers[0]);
    }

    @Override
    public UserPrincipal owner() {
        return owner;
    }

    @Override
    public GroupPrincipal group() {
        return group;
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < PERMISSIONS.length; i++) {
            if ((mode >> 8 - i & 1) != 0) {
                permissions.add(PERMISSIONS[i]);
            }
        }
        return permissions;
    }

    /**
     * Attributes by their names.
     *
     * @param names with commas between them, and the view in front; {@code *} for all
     * @throws UnsupportedOperationException if there is no such view
     * @throws IllegalArgumentException if there is no such attribute
     */
    Map<String, Object> map(String names) {
        List<String> known = known(names);
        Map<String, Object> map = new LinkedHashMap<>();
        for (String each : names.substring(names.indexOf(':') + 1).split(",", -1)) {
            if (each.equals("*")) {
                known.forEach(name -> map.put(name, value(name)));
            } else if (known.contains(each)) {
                map.put(each, value(each));
            } else {
                throw new IllegalArgumentException("'" + each + "' is no attribute of '" + names + "'");
            }
        }
        return map;
    }

    /** The names of the attributes of the view, whose name and a colon may stand in front. */
    static List<String> known(String names) {
        String view = names.substring(0, Math.max(0, names.indexOf(':')));
        List<String> known = new java.util.ArrayList<>(BASIC);
        switch (view) {
            case "", "basic" -> {
                return known;
            }
            case "owner" -> {
                return List.of("owner");
            }
            case "posix" -> known.addAll(POSIX);
            case "unix" -> {
                known.addAll(POSIX);
                known.addAll(UNIX);
            }
            default -> throw new UnsupportedOperationException("there is no view '" + view + "' of these files");
        }
        return known;
    }

    private Object value(String name) {
        return switch (name) {
            case "lastModifiedTime" -> lastModifiedTime();
            case "lastAccessTime" -> lastAccessTime();
            case "creationTime" -> creationTime();
            case "size" -> size();
            case "isRegularFile" -> isRegularFile();
            case "isDirectory" -> isDirectory();
            case "isSymbolicLink" -> isSymbolicLink();
            case "isOther" -> isOther();
            case "fileKey" -> fileKey();
            case "permissions" -> permissions();
            case "owner" -> owner();
            case "group" -> group();
            case "mode" -> mode;
            case "ino" -> numbers[0];
            case "dev" -> numbers[1];
            case "rdev" -> numbers[2];
            case "nlink" -> (int) numbers[3];
            case "uid" -> (int) owner.id();
            case "gid" -> (int) group.id();
            case "ctime" -> time(9);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
