package mitogen.files;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Paths of Unix as bytes: names with slashes between them, none doubled, and none at the end but the root's. Bytes, because a name
 * there need be no text in any charset; {@link PathText} makes text of them.
 */
final class PathBytes {
    static final byte[] ROOT = {'/'};
    static final byte[] EMPTY = {};
    private static final byte[] PARENT = {'.', '.'};

    private PathBytes() {}

    /** Without the slashes that mean nothing. */
    static byte[] clean(byte[] path) {
        byte[] clean = new byte[path.length];
        int length = 0;
        for (byte each : path) {
            if (each != '/' || length == 0 || clean[length - 1] != '/') {
                clean[length++] = each;
            }
        }
        if (length > 1 && clean[length - 1] == '/') {
            length--;
        }
        return length == path.length ? path : Arrays.copyOf(clean, length);
    }

    static boolean isAbsolute(byte[] path) {
        return path.length > 0 && path[0] == '/';
    }

    /** Where each name begins. The empty path has one name, which is empty; the root has none. */
    static int[] names(byte[] path) {
        if (path.length == 0) {
            return new int[1];
        }
        int[] starts = new int[(path.length + 1) / 2 + 1];
        int count = 0;
        for (int i = 0; i < path.length; i++) {
            if (path[i] != '/' && (i == 0 || path[i - 1] == '/')) {
                starts[count++] = i;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    static List<byte[]> split(byte[] path) {
        int[] starts = names(path);
        List<byte[]> names = new ArrayList<>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            names.add(Arrays.copyOfRange(path, starts[i], i + 1 < starts.length ? starts[i + 1] - 1 : path.length));
        }
        return names;
    }

    private static byte[] join(boolean absolute, Iterable<byte[]> names) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        String separator = absolute ? "/" : "";
        for (byte[] name : names) {
            path.writeBytes(separator.isEmpty() ? EMPTY : ROOT);
            path.writeBytes(name);
            separator = "/";
        }
        return path.size() == 0 && absolute ? ROOT : path.toByteArray();
    }

    static byte[] resolve(byte[] base, byte[] other) {
        if (isAbsolute(other) || base.length == 0) {
            return other;
        }
        if (other.length == 0) {
            return base;
        }
        int slash = base[base.length - 1] == '/' ? 0 : 1;
        byte[] path = Arrays.copyOf(base, base.length + slash + other.length);
        path[base.length + slash - 1] = '/';
        System.arraycopy(other, 0, path, base.length + slash, other.length);
        return path;
    }

    private static boolean isParent(byte[] name) {
        return name != null && Arrays.equals(name, PARENT);
    }

    private static boolean isSelf(byte[] name) {
        return name.length == 1 && name[0] == '.';
    }

    static boolean hasDots(byte[] path) {
        return split(path).stream().anyMatch(name -> isSelf(name) || isParent(name));
    }

    static byte[] normalize(byte[] path) {
        ArrayDeque<byte[]> names = new ArrayDeque<>();
        boolean absolute = isAbsolute(path);
        for (byte[] name : split(path)) {
            if (isSelf(name)) {
                continue;
            }
            boolean canGoUp = names.isEmpty() ? absolute : !isParent(names.peekLast());
            if (isParent(name) && canGoUp) {
                names.pollLast();
            } else {
                names.add(name);
            }
        }
        return join(absolute, names);
    }

    /** The path from one to the other; null if there is none, as one has names that go up. Both are absolute, or none. */
    static byte[] relativize(byte[] from, byte[] to) {
        if (from.length == 0) {
            return to;
        }
        if (Arrays.equals(from, to)) {
            return EMPTY;
        }
        boolean dots = hasDots(from) || hasDots(to);
        List<byte[]> base = relative(dots ? normalize(from) : from);
        List<byte[]> other = relative(dots ? normalize(to) : to);
        int same = 0;
        while (same < Math.min(base.size(), other.size()) && Arrays.equals(base.get(same), other.get(same))) {
            same++;
        }
        List<byte[]> names = new ArrayList<>();
        for (byte[] name : base.subList(same, base.size())) {
            if (isParent(name)) {
                return null;
            }
            names.add(PARENT);
        }
        names.addAll(other.subList(same, other.size()));
        return join(false, names);
    }

    private static List<byte[]> relative(byte[] path) {
        return path.length == 0 ? List.of() : split(path);
    }

    static boolean startsWith(byte[] path, byte[] start) {
        if (start.length == 0 || start.length > path.length) {
            return start.length == 0 && path.length == 0;
        }
        return Arrays.equals(path, 0, start.length, start, 0, start.length)
                && (path.length == start.length || path[start.length] == '/' || start.length == 1 && start[0] == '/');
    }

    static boolean endsWith(byte[] path, byte[] end) {
        int at = path.length - end.length;
        if (end.length == 0 || at < 0) {
            return end.length == 0 && path.length == 0;
        }
        return Arrays.equals(path, at, path.length, end, 0, end.length)
                && (at == 0 || end[0] != '/' && path[at - 1] == '/');
    }
}
