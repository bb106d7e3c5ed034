package mitogen.values;

import mitogen.RemoteThrowable;

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

    /** Copies it as far as that can be done. */
    static RemoteThrowable of(Throwable thrown) {
        Description description = new Description(thrown);
        Thread describing = new Thread(description, "mitogen-describe"); // it may hang: then only this one is lost
        describing.setDaemon(true);
        describing.start();
        return description.await();
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

    private synchronized RemoteThrowable await() {
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
            return Thrown.stub(
                    thrown, "(it could not be described: " + failure.getClass().getName() + ")");
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
