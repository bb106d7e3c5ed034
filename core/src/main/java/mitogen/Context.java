package mitogen;

import java.time.Duration;

/**
 * A place where code runs: a JVM under our control, on this machine or at the end of any chain of hops. All contexts
 * have the same type, the controller's own included. A context is a small value: it may be captured by tasks and sent
 * to other contexts, where it means the same place. All methods are thread-safe.
 *
 * <p>A context can be used as soon as {@link #connect} has returned it. Work that is submitted before the place is up
 * travels along behind the connection, and fails with the connection's own {@link ConnectException} if that fails.
 */
public abstract class Context implements AutoCloseable {
    private static final ThreadLocal<Context> CURRENT = new InheritableThreadLocal<>();

    /** For the agent; programs get contexts from {@link #connect} and {@link #current}. */
    protected Context() {}

    /**
     * The context in which the calling task runs, also in threads that the task has started.
     *
     * @throws IllegalStateException when called from outside of any task
     */
    public static Context current() {
        Context context = CURRENT.get();
        if (context == null) {
            throw new IllegalStateException("Context.current() was called outside of a task; in the controller, use"
                    + " Mitogen.context() instead");
        }
        return context;
    }

    /** Makes this the {@linkplain #current current} context of the calling thread and of those that it starts. */
    protected final void enter() {
        CURRENT.set(this);
    }

    /** The number that frames are routed by: 0 for the controller, unique within the tree, never used again. */
    public abstract int id();

    /** The way to it from the controller, for people: {@code ssh:bastion/ssh:web1}. Two contexts may have the same. */
    public abstract String name();

    /**
     * Starts a new context from this one and returns at once. The work is done by this context: {@code ssh} runs here.
     *
     * @param method how to reach it
     * @return the new context, already usable
     * @throws ValueException if the method has a component that cannot be carried
     */
    public abstract Context connect(ConnectionMethod method);

    /**
     * Waits until the context is up. Nobody has to: it tells a program early what its first call would tell it.
     *
     * @return this context
     * @throws ConnectException if it could not be reached
     * @throws ContextLostException if it has ended since
     */
    public abstract Context await();

    /**
     * Sends the task here to be run, and returns at once.
     *
     * @throws ValueException if the task or something that it captures cannot be carried
     */
    public abstract <T> Call<T> submit(Task<T> task);

    /** {@link #submit(Task)} for work without a result. */
    public abstract Call<Void> submit(Action action);

    /**
     * Runs the task here and waits for its result.
     *
     * @return what the task returned, rebuilt from a copy
     * @throws CallException if the task threw
     * @throws ConnectException if the context could not be reached
     * @throws ContextLostException if the context ended before it answered
     * @throws ValueException if the task, or its result, cannot be carried
     */
    public final <T> T call(Task<T> task) {
        return submit(task).await();
    }

    /** {@link #call(Task)} for work without a result. */
    public final void call(Action action) {
        submit(action).await();
    }

    /** Runs the work here and forgets it: no reply is sent; what it throws is logged there. */
    public abstract void execute(Action action);

    /**
     * Measures one round trip to this context and back, without touching its task threads.
     *
     * @throws ConnectException if the context could not be reached
     * @throws ContextLostException if it has ended
     */
    public abstract Duration ping();

    /**
     * Lets another context call this one, as if it were above it. Without a grant a context takes calls from those above
     * it only. The grant lasts as long as the two contexts; it includes sending code, so whoever controls the caller
     * controls this context too. To be said by a context above both. Returns when it is in effect.
     *
     * @param caller whose calls are to be obeyed here
     * @throws IllegalArgumentException if the one who says so is not above both
     * @throws ConnectException if this context could not be reached
     * @throws ContextLostException if it has ended
     */
    public abstract void grant(Context caller);

    /**
     * Ends this context and everything behind it, waits for that, and forces it after a grace period of five seconds.
     * Work that is still in flight there fails with a {@link ContextLostException}. Any context above may do it. Does
     * nothing the second time.
     *
     * @throws IllegalStateException if this context is not below the one that says so
     */
    @Override
    public abstract void close();
}
