package mitogen;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/**
 * A task threw. The {@linkplain #getCause() cause} is what it threw, with the frames of the place where it was thrown;
 * this exception's own frames are those of the caller, so that one printed trace shows the whole way.
 */
public final class CallException extends MitogenException {
    private static final long serialVersionUID = 1;

    /** A call at the named context that ended with this. */
    public CallException(String context, RemoteThrowable cause) {
        super("in " + context + ": " + cause, cause);
    }

    /** What the task threw. */
    public RemoteThrowable remote() {
        return (RemoteThrowable) getCause();
    }

    /** Whether what the task threw is of the given class or a subclass of it. */
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
     * <p>The exception has the message of the original, behind the name of its class if that was a subclass; the frames of
     * the place where it was thrown; and {@link #remote} as its cause.
     *
     * @param type a class that has a constructor with a message alone
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
            Constructor<X> constructor = type.getDeclaredConstructor(String.class);
            if (!Modifier.isPublic(constructor.getModifiers() & type.getModifiers())) {
                constructor.setAccessible(true);
            }
            boolean same = remote.type().equals(type.getName());
            rebuilt = constructor.newInstance(same ? remote.getMessage() : remote.toString());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be made from a message; catch the CallException, and ask is(…)", e);
        }
        rebuilt.setStackTrace(remote.getStackTrace());
        try {
            rebuilt.initCause(remote);
        } catch (IllegalStateException e) {
            rebuilt.addSuppressed(remote); // its constructor has decided on a cause
        }
        throw rebuilt;
    }
}
