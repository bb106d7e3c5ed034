package mitogen.wire;

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
            case Values.SECRET -> new Secret(from.getString());
            default -> throw new ValueException("unknown value code " + code);
        };
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
