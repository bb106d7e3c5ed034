package mitogen;

import mitogen.internal.Printable;

/**
 * A throwable that was thrown in another context: its type by name, its message, stack frames, cause and suppressed
 * throwables. It stands for the original, whose class the receiver need not have, and prints like the original.
 */
public final class RemoteThrowable extends Throwable {
    private static final long serialVersionUID = 1;

    /** @serial the class of the original and its superclasses, most specific first */
    private final String[] types;

    /**
     * A stand-in for an original.
     *
     * @param types names of its class and superclasses, most specific first, at least one
     * @param message its message, or null
     * @param cause its cause, or null
     */
    public RemoteThrowable(String[] types, String message, Throwable cause) {
        super(message, cause, true, true);
        this.types = types.clone();
    }

    /** Does nothing: the frames that matter are set by the decoder. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** {@return a new array of names: the original's class and superclasses below Throwable, most specific first} */
    public String[] types() {
        return types.clone();
    }

    /** {@return the name of the class that was thrown, as {@link Class#getName} has it} */
    public String type() {
        return types[0];
    }

    /**
     * {@return whether the original was of the given class or a subclass of it}
     *
     * @param type the class; it is compared by its name alone
     */
    public boolean is(Class<? extends Throwable> type) {
        for (String name : types) {
            if (name.equals(type.getName())) {
                return true;
            }
        }
        return type == Throwable.class;
    }

    /** Sets the frames of where it was thrown. Control characters in them are shown by their numbers: the sender may be hostile. */
    @Override
    public void setStackTrace(StackTraceElement[] frames) {
        StackTraceElement[] shown = new StackTraceElement[frames.length];
        for (int i = 0; i < frames.length; i++) {
            StackTraceElement frame = frames[i];
            String file = frame.getFileName();
            shown[i] = new StackTraceElement(
                    Printable.line(frame.getClassName()),
                    Printable.line(frame.getMethodName()),
                    file == null ? null : Printable.line(file),
                    frame.getLineNumber());
        }
        super.setStackTrace(shown);
    }

    /** As the original printed, unless it had a toString of its own; control characters are shown by their numbers. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // it stands for another class, whose name is to be shown
    public String toString() {
        String message = getMessage();
        return Printable.text(message == null ? types[0] : types[0] + ": " + message);
    }
}
