package mitogen.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.ContextLostException;

/**
 * A command that the shell behind a connection method runs, with nothing of ours there, as a process here. Its outputs are
 * those of the command, and so is its exit status. Its input came along with it.
 *
 * <p>Whoever takes it calls {@link #release} when its outputs have ended, or are not waited for any longer.
 */
public abstract class Distant extends Process {
    /** The signals of {@link Process#destroy} and {@link Process#destroyForcibly}. */
    private static final String TERM = "TERM";

    private static final String KILL = "KILL";

    /** How long it has between the two, and how long the news of its end may take then. */
    private static final int GRACE_MILLIS = 1000;

    /** Done when the exit status is known. It fails with a {@link ContextLostException} if the link has ended before. */
    protected final CompletableFuture<Integer> end = new CompletableFuture<>();

    /** The charset of the account's locale there, by name; null where it names none. */
    protected abstract String charset();

    /** Why it was not started: a reason's name, a blank, and a text; null if it was. To be asked after its end. */
    protected abstract String notStarted();

    /** Sends a signal to it and all that it has started. Does not wait. */
    protected abstract void signalTree(String name);

    /** Gives up the link, by force. As often as anybody likes. */
    protected abstract void release();

    /** Ends it and all that it has started, as far as that can be done there. */
    final void killTree() {
        signalTree(TERM);
        if (!hasEnded()) {
            signalTree(KILL);
            hasEnded();
        }
        release();
        end.complete(128 + 9); // who ends all of its group ends the shell that would tell the status
    }

    private boolean hasEnded() {
        try {
            return waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt(); // in a hurry: no grace
            return false;
        }
    }

    @Override
    public final int waitFor() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw unchecked(e);
        }
    }

    @Override
    public final boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            end.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static RuntimeException unchecked(ExecutionException e) {
        return e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
    }

    @Override
    public final int exitValue() {
        if (!end.isDone()) {
            throw new IllegalThreadStateException("it has not ended");
        }
        return end.join();
    }

    @Override
    public final boolean isAlive() {
        return !end.isDone();
    }

    @Override
    public final void destroy() {
        signalTree(TERM);
    }

    @Override
    public final Process destroyForcibly() {
        signalTree(KILL);
        return this;
    }

    @Override
    public final OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("its input came along with it");
            }
        };
    }
}
