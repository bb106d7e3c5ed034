package mitogen;

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
}
