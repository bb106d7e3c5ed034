package mitogen.agent;

import java.lang.reflect.Field;

/** Threads that run one piece of the application's code after the other; none sees what another has left on its thread. */
@SuppressWarnings("ThreadPriorityCheck") // it undoes what others did
public final class PooledThread {
    private static final Field[] LOCALS = {field("threadLocals"), field("inheritableThreadLocals")};

    /** Of who made the first: later ones may be made by a thread of a group that is about to end. */
    private static final ThreadGroup GROUP = Thread.currentThread().getThreadGroup();

    private PooledThread() {}

    /** A daemon, as if no other thread had made it. */
    public static Thread of(Runnable work, String name, ClassLoader loader) {
        Thread thread = new Thread(GROUP, work, name, 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(loader);
        return thread;
    }

    /** The first stage opens java.lang for this. Elsewhere, in the controller for one, it may be closed: then null. */
    private static Field field(String name) {
        try {
            Field field = Thread.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Makes the calling thread as it was. False if its thread locals have to stay, so that it should run no other code. */
    public static boolean restore(String name, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        Thread.interrupted(); // by the work itself, or by a cancel that came too late for it
        if (!name.equals(thread.getName())) {
            thread.setName(name);
        }
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(loader);
        thread.setUncaughtExceptionHandler(null);
        try {
            for (Field each : LOCALS) {
                each.set(thread, null);
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }
}
