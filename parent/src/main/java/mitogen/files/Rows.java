package mitogen.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Files and their attributes as bytes, written there; {@link RowReader} reads them. A row is a name, what {@code lstat} tells,
 * and names of its accounts where they are new. A file that is gone, or that may not be looked at, has mode 0 and no more.
 */
final class Rows {
    private static final String ATTRIBUTES =
            "unix:mode,ino,dev,rdev,nlink,uid,gid,size," + "lastModifiedTime,lastAccessTime,ctime,creationTime";
    private static final String[] NUMBERS = {"ino", "dev", "rdev", "nlink", "size"};
    private static final String[] TIMES = {"lastModifiedTime", "lastAccessTime", "ctime", "creationTime"};

    private final boolean accounts;
    private final Set<Object> users = new HashSet<>();
    private final Set<Object> groups = new HashSet<>();
    private byte[] bytes = new byte[1024];
    private int size;
    private long device;

    /** With names of accounts, or without: it takes a while to find these. */
    Rows(boolean accounts) {
        this.accounts = accounts;
    }

    int size() {
        return size;
    }

    /** Takes back what was written behind the first so many bytes. */
    void cut(int to) {
        size = to;
        users.clear(); // their names may have been there
        groups.clear();
    }

    /** What was written so far, which is then forgotten. */
    byte[] take() {
        byte[] all = Arrays.copyOf(bytes, size);
        size = 0;
        return all;
    }

    private void putByte(int next) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) next;
    }

    void put(long number) {
        long left = number << 1 ^ number >> 63;
        for (; (left & ~0x7f) != 0; left >>>= 7) {
            putByte((int) left | 0x80);
        }
        putByte((int) left);
    }

    void put(byte[] more) {
        put(more.length);
        if (size + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size + more.length);
        }
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the attributes of a file, or that there are none; whether it is a directory. */
    boolean putListed(Path file) {
        try {
            return putFile(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | RuntimeException e) {
            put(0);
            return false;
        }
    }

    /** Writes the attributes of a file; whether it is a directory. */
    boolean putFile(Path file, LinkOption... options) throws IOException {
        Map<String, Object> all = Files.readAttributes(file, ATTRIBUTES, options);
        Object user = all.get("uid");
        Object group = all.get("gid");
        boolean named = accounts && (!users.contains(user) || !groups.contains(group));
        Map<String, Object> names = named ? Files.readAttributes(file, "posix:owner,group", options) : Map.of();
        int mode = (Integer) all.get("mode");
        put(mode);
        for (String each : NUMBERS) {
            put(((Number) all.get(each)).longValue());
        }
        for (String each : TIMES) {
            Instant time = ((FileTime) all.get(each)).toInstant();
            put(time.getEpochSecond());
            put(time.getNano());
        }
        putAccount(user, users, names.get("owner"));
        putAccount(group, groups, names.get("group"));
        device = (Long) all.get("dev");
        return (mode & 0170000) == 0040000;
    }

    /** The device of the file that was written last. */
    long device() {
        return device;
    }

    private void putAccount(Object number, Set<Object> known, Object name) {
        put((Integer) number & 0xffffffffL);
        put(name == null || !known.add(number) ? "" : ((Principal) name).getName());
    }
}
