package mitogen.values;

import java.io.File;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import mitogen.ValueException;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/**
 * Names of files that are not plain ASCII. A name is bytes. A Path keeps them, whatever Java takes them for, and travels as
 * these bytes; a File has decoded them, and travels only between JVMs that encode it.
 */
final class RareFiles {
    private static final int A_FILE = 0;
    private static final int RELATIVE = 1;
    private static final int ABSOLUTE = 2;

    /** Nothing is below it, so that no disk is asked whether the path is a directory. */
    private static final String NOWHERE = "/dev/null/";

    private RareFiles() {}

    static boolean write(Object value, ValueWriter to) {
        if (value instanceof Path path && path.getFileSystem() == FileSystems.getDefault()) {
            // The only public way to the bytes is the URI: it has them as they are, %-encoded.
            Path below = Path.of(NOWHERE).resolve(path.isAbsolute() ? path.subpath(0, path.getNameCount()) : path);
            to.putByte(RareValues.FILE);
            to.putByte(path.isAbsolute() ? ABSOLUTE : RELATIVE);
            to.putString(below.toUri().getRawPath().substring(NOWHERE.length()));
            return true;
        }
        if (value.getClass() != File.class) {
            return false;
        }
        String name = value.toString();
        String unfit = unfit(name);
        if (unfit != null) {
            throw to.refused(value, unfit);
        }
        to.putByte(RareValues.FILE);
        to.putByte(A_FILE);
        to.putString(name);
        return true;
    }

    static Object read(ValueReader from) {
        int kind = from.getByte();
        String text = from.getString();
        if (kind == A_FILE) {
            String unfit = unfit(text);
            if (unfit != null) {
                throw new ValueException("a File cannot be used here: " + unfit);
            }
            return new File(text);
        }
        if (kind > ABSOLUTE || ("/" + text + "/").contains("//")) {
            throw new ValueException("a path that is none: " + text);
        }
        Path path = Path.of(URI.create("file:///" + text));
        return kind == ABSOLUTE ? path : path.subpath(0, path.getNameCount());
    }

    /** Why this JVM would ask the system for another name; null if it would not. */
    private static String unfit(String name) {
        if (name.indexOf('\ufffd') >= 0) {
            return "Java could not decode its name '" + name + "'; take a Path, which keeps the bytes";
        }
        String unfit = NativeText.unfit(name);
        return unfit == null ? null : unfit + ", or take a Path, which keeps the bytes";
    }
}
