package mitogen.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads what {@link Rows} has written, which may be anything. Not thread-safe. */
final class RowReader {
    private final Object from;
    private final Map<Long, String> users;
    private final Map<Long, String> groups;
    private final byte[] bytes;
    private int at;

    RowReader(Object from, byte[] bytes) {
        this(from, bytes, new HashMap<>(), new HashMap<>());
    }

    private RowReader(Object from, byte[] bytes, Map<Long, String> users, Map<Long, String> groups) {
        this.from = from;
        this.bytes = bytes;
        this.users = users;
        this.groups = groups;
    }

    /** Goes on with more of the same rows. */
    RowReader more(byte[] next) {
        return new RowReader(from, next, users, groups);
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }

    private IOException senseless() {
        return Exceptions.senseless(from, "rows of files that cannot be read");
    }

    long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == bytes.length) {
                throw senseless();
            }
            byte next = bytes[at++];
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number >>> 1 ^ -(number & 1);
            }
        }
        throw senseless();
    }

    byte[] bytes() throws IOException {
        long length = number();
        if (length < 0 || length > bytes.length - at) {
            throw senseless();
        }
        at += (int) length;
        return java.util.Arrays.copyOfRange(bytes, at - (int) length, at);
    }

    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** A name within a directory: none that would lead elsewhere. */
    byte[] name() throws IOException {
        byte[] name = bytes();
        boolean dots = name.length <= 2;
        for (byte each : name) {
            dots &= each == '.';
            if (each == '/' || each == 0) {
                throw senseless();
            }
        }
        if (dots) {
            throw senseless();
        }
        return name;
    }

    /** The attributes of a file; null if there are none. */
    FileStat file() throws IOException {
        int mode = (int) number();
        if (mode == 0) {
            return null;
        }
        long[] numbers = new long[FileStat.NUMBERS];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number();
        }
        return new FileStat(mode, numbers, account(users), account(groups));
    }

    private Account account(Map<Long, String> names) throws IOException {
        long number = number();
        String name = text();
        if (!name.isEmpty()) {
            names.put(number, name);
        }
        return new Account(names.getOrDefault(number, Long.toString(number)), number);
    }
}
