package mitogen.wire;

import java.util.Arrays;
import mitogen.RemoteThrowable;
import mitogen.Secret;
import mitogen.ValueException;

/** Reads the values that contexts that only run tasks hardly ever read; for the same reason they are not in the core. */
public final class RareValues {
    private RareValues() {}

    /**
     * What stands behind a code that {@link ValueReader} does not know itself.
     *
     * @throws ValueException if there is no such code
     */
    public static Object read(int code, ValueReader from) {
        return switch (code) {
            case Values.THROWABLE -> throwable(from);
            case Values.SECRET -> secret(from);
            default -> throw new ValueException("unknown value code " + code);
        };
    }

    /** As {@link PayloadReader#getString} does it, but without leaving copies. */
    private static Secret secret(ValueReader from) {
        long coded = from.getLong();
        boolean wide = (coded & 1) != 0;
        long size = wide ? coded - 1 : coded >> 1;
        if (size < 0 || size > from.remaining()) {
            throw new ValueException("the message ends where " + size + " more bytes are needed");
        }
        char[] text = new char[(int) size / (wide ? 2 : 1)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (wide ? from.getByte() << 8 | from.getByte() : from.getByte());
        }
        Secret secret = new Secret(text);
        Arrays.fill(text, '\0');
        return secret;
    }

    private static Throwable throwable(ValueReader from) {
        String[] types = new String[Math.max(1, from.getElements(1))];
        for (int i = 0; i < types.length; i++) {
            types[i] = from.getName();
        }
        String message = (String) from.get();
        StackTraceElement[] frames = new StackTraceElement[from.getElements(4)];
        for (int i = 0; i < frames.length; i++) {
            String type = from.getName();
            String method = from.getName();
            String file = from.getName();
            frames[i] = new StackTraceElement(type, method, file.isEmpty() ? null : file, (int) from.getLong());
        }
        RemoteThrowable thrown = new RemoteThrowable(types, message, (Throwable) from.get());
        thrown.setStackTrace(frames);
        for (int left = from.getElements(1); left > 0; left--) {
            thrown.addSuppressed((Throwable) from.get());
        }
        return thrown;
    }
}
