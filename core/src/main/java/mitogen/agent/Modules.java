package mitogen.agent;

import java.lang.reflect.Constructor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import mitogen.MitogenException;
import mitogen.load.RemoteClassLoader;
import mitogen.route.Router;
import mitogen.wire.Rare;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/**
 * What a context fetches when it first needs it: the parent module, rare values, and what sends the log. As a supplier
 * it gives the context; it is run when the first class names java.util.logging.
 */
public final class Modules implements Rare, Supplier<Object>, Runnable {
    private static final int RESERVE = 64 * 1024;

    /** Defines, or finds, the classes of tasks. */
    public final ClassLoader loader;

    private final Object agent; // for those that are fetched
    private final AtomicInteger logging; // 0 until what is logged is sent
    private volatile ParentRole parentRole; // written under this
    private volatile Rare rare;

    /** Given up when memory runs out, so that this can still be told. */
    private volatile byte[] reserve = new byte[RESERVE];

    /** See {@link Agent}, which makes it. */
    Modules(Object agent, Router router, ClassLoader application, ClassLoader shared) {
        this.agent = agent;
        logging = new AtomicInteger(shared != Modules.class.getClassLoader() ? 1 : 0);
        loader = application != null ? application : new RemoteClassLoader(shared, router, this);
    }

    /** The context that the agent runs. */
    @Override
    public Object get() {
        return parentRole().context();
    }

    /** The parent module, fetched if this context had no use for it yet. Not for reader threads. */
    public synchronized ParentRole parentRole() {
        if (parentRole == null) {
            parentRole = (ParentRole) load("parent.Parent");
        }
        return parentRole;
    }

    /** The parent module if it is there. Never waits for it. */
    ParentRole parentRoleIfLoaded() {
        return parentRole;
    }

    /** Sends what is logged to the controller. */
    @Override
    public void run() {
        if (logging.getAndIncrement() == 0) {
            load("parent.LogForwarder"); // few contexts need it
        }
    }

    /** Logs something about this context itself. */
    void log(Level level, String text, Throwable thrown) {
        run();
        Logger.getLogger("mitogen").log(level, text, thrown);
    }

    private Object load(String name) {
        try {
            Constructor<?> constructor =
                    Class.forName("mitogen." + name, true, loader).getConstructors()[0];
            return constructor.getParameterCount() == 0 ? constructor.newInstance() : constructor.newInstance(agent);
        } catch (ReflectiveOperationException e) {
            throw new MitogenException("cannot load mitogen-parent: " + e, e);
        }
    }

    private Rare rare() {
        if (rare == null) { // two threads may make two, which are the same
            rare = (Rare) load("values.RareValues");
        }
        return rare;
    }

    @Override
    public Object read(int code, ValueReader from) {
        return rare().read(code, from);
    }

    @Override
    public boolean write(Object value, ValueWriter to) {
        return rare().write(value, to);
    }

    /**
     * Returns what a task failed with as plain data, as far as it can be had: with the reserve of memory where there is no
     * other. What the JDK throws is that already; for anything else, whose methods may do anything, a class is
     * fetched first.
     */
    @Override
    public Throwable plain(Throwable thrown) {
        try {
            if (thrown instanceof OutOfMemoryError) {
                reserve = null;
            } else if (reserve == null) {
                reserve = new byte[RESERVE];
            }
            return isPlain(thrown) ? thrown : rare().plain(thrown);
        } catch (Throwable e) {
            reserve = null;
            return new MitogenException(thrown.getClass().getName() + " (it could not be described: "
                    + e.getClass().getName() + ")");
        }
    }

    private static boolean isPlain(Throwable thrown) {
        return thrown.getClass().getClassLoader() == null
                && thrown.getCause() == null
                && thrown.getSuppressed().length == 0;
    }
}
