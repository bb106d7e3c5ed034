package mitogen;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;

/**
 * A task threw. The {@linkplain #getCause() cause} is what the task threw, with the stack frames of the place where it was
 * thrown. This exception's own frames are those of the caller, so one printed trace shows both sides.
 */
public final class CallException extends MitogenException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the failure of a call.
     *
     * @param context the name of the context where the task ran
     * @param cause what the task threw, not null
     */
    public CallException(String context, RemoteThrowable cause) {
        super("in " + context + ": " + cause + reason(cause), cause);
    }

    /** What tells more than a throwable without a message: that of a static initializer, say. */
    private static String reason(RemoteThrowable thrown) {
        return thrown.getMessage() != null || thrown.getCause() == null ? "" : ", caused by " + thrown.getCause();
    }

    /** {@return what the task threw, never null; it is the cause} */
    public RemoteThrowable remote() {
        return (RemoteThrowable) getCause();
    }

    /**
     * {@return whether what the task threw is of the given class or a subclass of it}
     *
     * @param type the class; it is compared by its name alone
     */
    public boolean is(Class<? extends Throwable> type) {
        return remote().is(type);
    }

    /**
     * Throws what the task threw as an exception of the given class, if it was of that class or a subclass of it. So a
     * checked exception that the work declares can be handled like that of a local method:
     *
     * <pre>{@code
     * try {
     *     return context.call(() -> Files.readString(path));
     * } catch (CallException e) {
     *     e.throwIf(IOException.class);
     *     throw e;
     * }
     * }</pre>
     *
     * <p>The exception has the message of the original, after the name of the original's class if that was a subclass. It
     * has the stack frames of the original, and {@link #remote} as its cause.
     *
     * @param type a class that has a constructor with a message alone, or with a message and a cause
     * @param <X> the type of the exception
     * @throws X if the task threw one
     * @throws IllegalArgumentException if it did, but the class has no such constructor
     */
    public <X extends Throwable> void throwIf(Class<X> type) throws X {
        if (!is(type)) {
            return;
        }
        RemoteThrowable remote = remote();
        X rebuilt;
        try {
            rebuilt = rebuilt(type, remote);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be made from a message; catch the CallException, and ask is(…)", e);
        }
        try {
            rebuilt.initCause(remote);
        } catch (IllegalStateException e) {
            if (rebuilt.getCause() != remote) {
                rebuilt.addSuppressed(remote); // its constructor has decided on a cause
            }
        }
        throw rebuilt;
    }

    private static <X extends Throwable> X rebuilt(Class<X> type, RemoteThrowable remote)
            throws ReflectiveOperationException {
        String message = remote.type().equals(type.getName()) ? remote.getMessage() : remote.toString();
        X rebuilt = made(type, message, remote);
        rebuilt.setStackTrace(remote.getStackTrace());
        return rebuilt;
    }

    /** By the first constructor that there is: with a message, a message and a cause, or an object (AssertionError). */
    private static <X extends Throwable> X made(Class<X> type, String message, RemoteThrowable remote)
            throws ReflectiveOperationException {
        Constructor<X> withMessage = constructor(type, String.class);
        if (withMessage != null) {
            return withMessage.newInstance(message);
        }
        Constructor<X> withObject = constructor(type, Object.class);
        if (withObject != null) {
            return withObject.newInstance(message);
        }
        Constructor<X> withCause = constructor(type, String.class, Throwable.class);
        if (withCause != null) {
            return withCause.newInstance(message, remote);
        }
        return type.cast(withOwnCause(type).newInstance(message, cause(type, remote)));
    }

    /** With a cause of a certain class, as {@link java.io.UncheckedIOException} has it. */
    private static Constructor<?> withOwnCause(Class<?> type) throws NoSuchMethodException {
        for (Constructor<?> each : type.getConstructors()) {
            Class<?>[] types = each.getParameterTypes();
            if (types.length == 2 && types[0] == String.class && Throwable.class.isAssignableFrom(types[1])) {
                return each;
            }
        }
        throw new NoSuchMethodException(type.getName() + "(String)");
    }

    private static Throwable cause(Class<?> type, RemoteThrowable remote) throws ReflectiveOperationException {
        Class<? extends Throwable> wanted =
                withOwnCause(type).getParameterTypes()[1].asSubclass(Throwable.class);
        if (remote.getCause() instanceof RemoteThrowable cause && cause.is(wanted)) {
            return rebuilt(wanted, cause);
        }
        throw new NoSuchMethodException(type.getName() + " needs a cause that is a " + wanted.getName());
    }

    /** Null where there is none that we may call. */
    private static <X> Constructor<X> constructor(Class<X> type, Class<?>... parameters) {
        try {
            Constructor<X> constructor = type.getDeclaredConstructor(parameters);
            if (!Modifier.isPublic(constructor.getModifiers() & type.getModifiers())) {
                constructor.setAccessible(true);
            }
            return constructor;
        } catch (NoSuchMethodException | InaccessibleObjectException e) {
            return null;
        }
    }
}
