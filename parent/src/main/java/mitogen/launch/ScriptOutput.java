package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.methods.CommandMethod;

/**
 * Runs a script by a connection method, without anything of ours at the far side, and takes what it prints.
 *
 * <p>Owns the threads {@code mitogen-stdout-script} and {@code mitogen-stderr-script}, which end with the pipes. A process
 * that the tool started may hold the pipes open after the tool has ended. Then the output is complete all the same: what
 * was printed until {@link #HELD} after the end.
 */
public final class ScriptOutput extends ScriptRun {
    /** How long the pipes may stay open after the tool has ended, in milliseconds. */
    private static final long HELD = 1000;

    private final LocalTools tools;
    private final CommandMethod method;
    private final CompletableFuture<Void> end = new CompletableFuture<>(); // of what is read
    private final ByteArrayOutputStream output = new ByteArrayOutputStream(); // thread-safe
    private volatile boolean up;

    public ScriptOutput(LocalTools tools, CommandMethod method) {
        super(tools.agent, tools.agent.router.self);
        this.tools = tools;
        this.method = method;
    }

    /** What the script printed, at most so many bytes. */
    public String of(String script, int limit) throws IOException, InterruptedException {
        start(tools, method, "N=" + markers.nonce + ";echo;echo $N sh;echo $N up;" + script);
        Future<?> deadline = tools.timer().schedule(this::kill, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            started();
            thread("stderr", this::readErrors);
            thread("stdout", () -> read(limit));
            awaitEnd();
            byte[] printed = output.toByteArray();
            if (printed.length > limit) {
                throw new IOException("it printed more than " + limit + " bytes");
            }
            int status = exitStatus();
            if (!up || status != 0) {
                standardError.awaitEnd();
                throw new IOException("the shell there ended with exit status " + status + ": "
                        + String.join(" / ", standardError.lines()));
            }
            return new String(printed, UTF_8);
        } finally {
            deadline.cancel(false);
            kill();
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "mitogen-" + name + "-script");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads what is printed once it is up, until that is more than it may be. */
    private void read(int limit) {
        try (InputStream in = new Markers.Incoming(process)) {
            if (awaitUp(in)) {
                up = true;
                byte[] part = new byte[8192];
                for (int length = in.read(part); length >= 0 && output.size() <= limit; length = in.read(part)) {
                    output.write(part, 0, length);
                }
            }
            end.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private void awaitEnd() throws IOException, InterruptedException {
        try {
            CompletableFuture.anyOf(end, process.onExit()).get();
            end.get(HELD, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // a process that the tool started holds the pipe
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    @Override
    public void printed(String text) {
        // what a user is asked to do, the connect that follows says too
    }

    @Override
    void begins() {
        try {
            process.getOutputStream().close(); // it reads nothing but the password
        } catch (IOException e) {
            // then it has ended
        }
    }
}
