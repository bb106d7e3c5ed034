package mitogen.agent;

import mitogen.RemoteThrowable;
import mitogen.wire.Thrown;

/** Makes plain data of a throwable on a thread of its own: the methods of its class may be anybody's, and never return. */
final class Description implements Runnable {
    private static final int PATIENCE = 5; // seconds

    private final Throwable thrown;
    private Thread thread; // guarded by this, as is all below
    private RemoteThrowable copy;
    private Throwable failure;

    private Description(Throwable thrown) {
        this.thrown = thrown;
    }

    /** Copies it as far as that can be done; with a last reserve of memory where there is no other. */
    static RemoteThrowable of(Throwable thrown, Agent agent) {
        try {
            agent.reserve = thrown instanceof OutOfMemoryError ? null : agent.reserve();
            if (isPlain(thrown)) {
                return Thrown.copy(thrown);
            }
            Description description = new Description(thrown);
            agent.execute(description);
            return description.await();
        } catch (Throwable e) {
            agent.reserve = null;
            return Thrown.stub(
                    thrown, "(it could not be described: " + e.getClass().getName() + ")");
        }
    }

    /** Whether it is of a class of the JDK's, and alone: most are, and to change the thread takes time. */
    private static boolean isPlain(Throwable thrown) {
        return thrown.getClass().getClassLoader() == null
                && thrown.getCause() == null
                && thrown.getSuppressed().length == 0;
    }

    @Override
    public void run() {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        RemoteThrowable made = null;
        Throwable failed = null;
        try {
            made = Thrown.copy(thrown);
        } catch (Throwable e) {
            failed = e;
        }
        synchronized (this) {
            copy = made;
            failure = failed;
            thread = null;
            Thread.interrupted();
            notifyAll();
        }
    }

    private synchronized RemoteThrowable await() throws Throwable {
        long start = System.nanoTime();
        boolean interrupted = false;
        long left = PATIENCE * 1000L;
        while (copy == null && failure == null && left > 0) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = PATIENCE * 1000L - (System.nanoTime() - start) / 1_000_000;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return copy != null ? copy : Thrown.stub(thrown, "(its methods did not return within 5 s" + where() + ")");
    }

    private String where() {
        if (thread == null) {
            return "";
        }
        StackTraceElement[] frames = thread.getStackTrace();
        thread.interrupt();
        return frames.length == 0 ? "" : ", at " + frames[0];
    }
}
