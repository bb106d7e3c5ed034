package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
public final class ScriptOutput implements ShellProcess.Owner {
    /** How long the pipes may stay open after the tool has ended, in milliseconds. */
    private static final long HELD = 1000;

    private final LocalTools tools;
    private final CommandMethod method;
    private final CompletableFuture<Void> end = new CompletableFuture<>(); // of what is read
    private final ByteArrayOutputStream output = new ByteArrayOutputStream(); // thread-safe
    private volatile boolean begun; // the script

    public ScriptOutput(LocalTools tools, CommandMethod method) {
        this.tools = tools;
        this.method = method;
    }

    /** What the script printed, at most so many bytes. */
    public String of(String script, int limit) throws IOException, InterruptedException {
        ShellProcess shell = new ShellProcess(
                tools, tools.agent.router.self, method, nonce -> "N=" + nonce + ";echo;echo $N sh;" + script, this);
        Future<?> deadline =
                tools.timer().schedule(shell::kill, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (!ShellProcess.asks(method)) {
                shell.input.close(); // it reads nothing but the password
            }
            thread("stderr", shell::readErrors);
            thread("stdout", () -> read(shell, limit));
            awaitEnd(shell.process);
            byte[] printed = output.toByteArray();
            if (printed.length > limit) {
                throw new IOException("it printed more than " + limit + " bytes");
            }
            int status = shell.exitStatus();
            if (!begun || status != 0) {
                shell.standardError.awaitEnd();
                throw new IOException("the shell there ended with exit status " + status + ": "
                        + String.join(" / ", shell.standardError.lines()));
            }
            return new String(printed, UTF_8);
        } finally {
            deadline.cancel(false);
            shell.kill();
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "mitogen-" + name + "-script");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean said(Marker marker) {
        begun = true;
        return true;
    }

    /** Reads what is printed once the script has begun, until that is more than it may be. */
    private void read(ShellProcess shell, int limit) {
        try (StandardOutput in = shell.output) {
            in.readLines(shell);
            if (begun) {
                shell.input.close(); // it reads nothing but the password
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

    private void awaitEnd(Process process) throws IOException, InterruptedException {
        try {
            CompletableFuture.anyOf(end, process.onExit()).get();
            end.get(HELD, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // a process that the tool started holds the pipe
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }
}
