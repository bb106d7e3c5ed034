package mitogen.values;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.RemoteThrowable;
import mitogen.ValueException;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import mitogen.wire.Values;

/**
 * Throwables as values. One whose class adds no state of its own, and has a public constructor that takes its message,
 * arrives as its class, and so does a {@link ConnectFailedException}; any other as a {@link RemoteThrowable}.
 */
final class RareThrowables {
    private static final int MOST_CAUSES = 20;

    /** Bytes that a throwable takes in the heap, about, without its texts and frames. */
    private static final int THROWABLE = 200;

    /** What the JDK keeps of the stack that a throwable is made on, however deep that is. */
    private static final int BACKTRACE = 32 * 1024;

    private static final int FRAME = 64;

    private RareThrowables() {}

    static void write(Throwable thrown, ValueWriter to) {
        if (thrown instanceof ConnectFailedException failure) {
            RareConnectFailures.write(failure, to);
            return;
        }
        if (copy(thrown, 0).getClass() == thrown.getClass()) {
            to.putByte(RareValues.THROWN);
        } else {
            to.arrivesAs(RemoteThrowable.class, thrown);
        }
        write(Thrown.copy(thrown), to);
    }

    /** Appends all of a stand-in. */
    static void write(RemoteThrowable thrown, ValueWriter to) {
        to.putThrowable(thrown.types(), thrown.getMessage(), thrown.getStackTrace());
        putOther(thrown.getCause(), to);
        Throwable[] suppressed = thrown.getSuppressed();
        to.putLong(suppressed.length);
        for (Throwable each : suppressed) {
            putOther(each, to);
        }
    }

    private static void putOther(Throwable other, ValueWriter to) {
        to.put(other == null || other instanceof RemoteThrowable ? other : Thrown.copy(other));
    }

    /** What will be there at the other end, without frames and suppressed ones: found out by trying. */
    private static Throwable copy(Throwable thrown, int depth) {
        Throwable standIn = new RemoteThrowable(new String[] {"java.lang.Throwable"}, null, null);
        if (depth > MOST_CAUSES || thrown instanceof RemoteThrowable) {
            return standIn;
        }
        try {
            Throwable cause = thrown.getCause() == null ? null : copy(thrown.getCause(), depth + 1);
            Throwable made = isPlain(thrown.getClass()) ? make(thrown.getClass(), thrown.getMessage(), cause) : null;
            return made == null ? standIn : made;
        } catch (Throwable e) { // whatever its own methods do
            return standIn;
        }
    }

    /** Whether it has no more state than any throwable. */
    private static boolean isPlain(Class<?> type) {
        for (Class<?> each = type; each != Throwable.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** One with that message and cause, or null if the class has no way to make it. */
    private static Throwable make(Class<?> type, String message, Throwable cause) {
        for (int parameters = cause == null ? 1 : 2; parameters >= 0; parameters--) {
            for (Constructor<?> constructor : type.getConstructors()) {
                Class<?>[] types = constructor.getParameterTypes();
                if (types.length != parameters
                        || parameters > 0 && types[0] != String.class
                        || parameters > 1
                                && !(Throwable.class.isAssignableFrom(types[1]) && types[1].isInstance(cause))) {
                    continue;
                }
                try {
                    Object[] arguments = {message, cause};
                    constructor.setAccessible(true);
                    Throwable made =
                            (Throwable) constructor.newInstance(java.util.Arrays.copyOf(arguments, parameters));
                    if (parameters < 2 && cause != null) {
                        made.initCause(cause);
                    }
                    if (Objects.equals(made.getMessage(), message) && made.getCause() == cause) {
                        return made;
                    }
                } catch (ReflectiveOperationException | RuntimeException e) {
                    // another one may do
                }
            }
        }
        return null;
    }

    /** The throwable that the stand-in stands for, as far as the sender may name its class, and this can be made again. */
    static Throwable rebuild(RemoteThrowable standIn, ValueReader from) {
        Throwable cause = standIn.getCause() instanceof RemoteThrowable remote ? rebuild(remote, from) : null;
        Throwable made = null;
        if (from.budget != null) {
            from.budget.spend(1, BACKTRACE);
        }
        try {
            Class<?> type = from.classFor(standIn.type());
            made = Throwable.class.isAssignableFrom(type) && isPlain(type)
                    ? make(type, standIn.getMessage(), cause)
                    : null;
        } catch (ClassNotFoundException | ValueException e) {
            return standIn; // which fits most places
        }
        if (made == null) {
            return standIn;
        }
        made.setStackTrace(standIn.getStackTrace());
        for (Throwable each : standIn.getSuppressed()) {
            made.addSuppressed(each instanceof RemoteThrowable remote ? rebuild(remote, from) : each);
        }
        return made;
    }

    /**
     * The throwable that comes next, as a {@link RemoteThrowable} or a {@link ConnectFailedException}, or a text, or null. In time that is in proportion to its size, and by no class of an
     * application.
     *
     * @throws ValueException if something else comes
     */
    static Object next(ValueReader from, int depth) {
        int code = from.getByte();
        switch (code) {
            case Values.NULL:
                return null;
            case Values.STRING:
                return from.getString();
            case Values.THROWABLE:
                return standIn(from, depth);
            case RareValues.CONNECT_FAILURE:
                return RareConnectFailures.read(from);
            default:
                throw new ValueException("a value of code " + code + " where a throwable should be");
        }
    }

    /** As a task failed with it; behind its code. */
    static RemoteThrowable standIn(ValueReader from, int depth) {
        if (depth > Values.MAX_DEPTH) {
            throw new ValueException("a throwable is nested more than " + Values.MAX_DEPTH + " deep");
        }
        if (from.budget != null) {
            from.budget.spend(1, THROWABLE);
        }
        String[] types = new String[Math.max(1, from.getElements(1))];
        for (int i = 0; i < types.length; i++) {
            types[i] = from.getName();
        }
        String message = (String) next(from, depth + 1);
        StackTraceElement[] frames = new StackTraceElement[from.getElements(4)];
        if (from.budget != null) {
            from.budget.spend(0, (long) FRAME * frames.length);
        }
        for (int i = 0; i < frames.length; i++) {
            String type = from.getName();
            String method = from.getName();
            String file = from.getName();
            frames[i] = new StackTraceElement(type, method, file.isEmpty() ? null : file, (int) from.getLong());
        }
        RemoteThrowable thrown = new RemoteThrowable(types, message, (Throwable) next(from, depth + 1));
        thrown.setStackTrace(frames);
        for (int left = from.getElements(1); left > 0; left--) {
            thrown.addSuppressed((Throwable) next(from, depth + 1));
        }
        return thrown;
    }
}
