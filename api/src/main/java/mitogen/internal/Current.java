package mitogen.internal;

import java.util.function.Supplier;

/** Whose code a thread runs. Apart from {@code mitogen.Context}, which most contexts never load. */
public final class Current {
    /** Gives the context; inherited by the threads that a task starts. */
    public static final ThreadLocal<Supplier<?>> CONTEXT = new InheritableThreadLocal<>();

    /** The context whose process this is, for threads that no task started, such as the common pool's; null in others. */
    public static volatile Supplier<?> only;

    private Current() {}
}
