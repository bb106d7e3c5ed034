package mitogen.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Threads that run one piece of the application's code after the other; none sees what another has left on its thread. */
@SuppressWarnings("ThreadPriorityCheck") // it undoes what others did
public final class PooledThread {
    private static final VarHandle[] LOCALS = {locals("threadLocals"), locals("inheritableThreadLocals")};

    private PooledThread() {}

    /** A daemon, as if no other thread had made it. */
    public static Thread of(Runnable work, String name, ClassLoader loader) {
        Thread thread = new Thread(group(), work, name, 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(loader);
        return thread;
    }

    /** That of a program's main thread: work may be handed over by a thread of a group that is about to end. */
    private static ThreadGroup group() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null && group.getParent().getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** The first stage opens java.lang for this. Elsewhere, in the controller for one, it may be closed: then null. */
    private static VarHandle locals(String name) {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findVarHandle(Thread.class, name, Class.forName("java.lang.ThreadLocal$ThreadLocalMap"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Makes the calling thread as it was. False if its thread locals have to stay, so that it should run no other code. */
    public static boolean restore(String name, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        Thread.interrupted();
        if (!name.equals(thread.getName())) {
            thread.setName(name);
        }
        if (thread.getPriority() != Thread.NORM_PRIORITY) {
            thread.setPriority(Thread.NORM_PRIORITY);
        }
        thread.setContextClassLoader(loader);
        thread.setUncaughtExceptionHandler(null);
        for (VarHandle each : LOCALS) {
            if (each == null) {
                return false;
            }
            each.set(thread, (Object) null); // of these types, or the JVM makes an adapter first
        }
        return true;
    }
}
