package mitogen.launch;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

/**
 * The stream behind the buffer of a process's standard input. All that is written there is written whole and flushed, so
 * the buffer is of no use, and it keeps what went through it, passwords too, until something else does.
 *
 * <p>To get at it, {@code java.io} has to be open to us, as it is in every child; in a controller only where somebody said
 * so.
 */
final class Unbuffered {
    private static final Field BEHIND = behind();

    private Unbuffered() {}

    private static Field behind() {
        try {
            Field out = FilterOutputStream.class.getDeclaredField("out");
            out.setAccessible(true);
            return out;
        } catch (NoSuchFieldException | InaccessibleObjectException e) {
            return null;
        }
    }

    /** The stream without its buffer, or the given one if that cannot be had. */
    static OutputStream of(OutputStream stream) {
        try {
            return BEHIND != null
                            && stream instanceof FilterOutputStream
                            && BEHIND.get(stream) instanceof FileOutputStream file
                    ? file
                    : stream;
        } catch (IllegalAccessException e) {
            return stream;
        }
    }
}
