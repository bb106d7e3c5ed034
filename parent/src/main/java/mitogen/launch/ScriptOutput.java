package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.agent.Agent;
import mitogen.methods.CommandMethod;

/**
 * Runs a script by a connection method, without anything of ours at the far side, and takes what it prints.
 *
 * <p>Owns the threads {@code mitogen-stdout-script} and {@code mitogen-stderr-script}, which end with
 * the pipes. A tool that became a daemon, or what it started, may hold these open when it has ended: so nobody waits for
 * them any longer then than {@link #HELD}.
 */
public final class ScriptOutput extends ScriptRun {
    private static final long HELD = 1000;

    private final Children siblings;
    private final CommandMethod method;
    private final CompletableFuture<byte[]> printed = new CompletableFuture<>();

    public ScriptOutput(Agent agent, Children siblings, CommandMethod method) {
        super(agent, agent.router.self);
        this.siblings = siblings;
        this.method = method;
    }

    /** What the script printed, at most so many bytes. */
    public String of(String script, int limit) throws IOException, InterruptedException {
        start(siblings, method, "N=" + markers.nonce + ";echo;echo $N sh;echo $N up;" + script);
        Future<?> deadline =
                siblings.timer().schedule(this::kill, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            started();
            thread("stderr", this::readErrors);
            thread("stdout", () -> read(limit));
            byte[] output = await();
            if (output != null && output.length > limit) {
                throw new IOException("it printed more than " + limit + " bytes");
            }
            int status = exitStatus();
            if (output == null || status != 0) {
                standardError.awaitEnd();
                throw new IOException("the shell there ended with exit status " + status + ": "
                        + String.join(" / ", standardError.lines()));
            }
            return new String(output, UTF_8);
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

    /** What it printed once it was up, and one byte more than it may; null if it did not come up. */
    private void read(int limit) {
        try (InputStream in = new Markers.Incoming(process)) {
            printed.complete(awaitUp(in) ? in.readNBytes(limit + 1) : null);
        } catch (IOException | RuntimeException | Error e) {
            printed.completeExceptionally(e);
        }
    }

    private byte[] await() throws IOException, InterruptedException {
        try {
            CompletableFuture.anyOf(printed, process.onExit()).get();
            return printed.get(HELD, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the tool has ended, but a process that it started holds its output open", e);
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
