package mitogen.parent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.Context;
import mitogen.connect.ConnectReport;
import mitogen.methods.CommandMethod;

/** For tasks that look at connects from the context that does them. */
public final class Connects {
    private Connects() {}

    /** How the context of that number was connected from the one that the caller runs in; null where nobody knows. */
    public static ConnectReport report(int id) {
        if (!(here().children().child(id) instanceof ChildProcess child) || child.printed() == null) {
            return null;
        }
        long[] times = child.markers().times();
        return new ConnectReport(
                orNull(times[0]),
                orNull(times[1]),
                orNull(times[2]),
                Duration.ofNanos(times[3]),
                orNull(times[4]),
                Duration.ofNanos(times[5]),
                Duration.ofNanos(times[6]),
                child.markers().java(),
                child.printed());
    }

    private static Duration orNull(long nanos) {
        return nanos == 0 ? null : Duration.ofNanos(nanos);
    }

    private static Parent here() {
        return ((AgentContext) Context.current()).parent;
    }

    /**
     * Runs a shell script by a connection method from here, without anything of ours at the far side.
     *
     * @param script as {@link CommandMethod#command} takes it
     * @param limit how many bytes it may print
     * @return what it printed
     * @throws IOException if it could not be run to its end in the time that a connect may take
     */
    public static String output(CommandMethod method, String script, int limit)
            throws IOException, InterruptedException {
        Script run = new Script(here(), method);
        return run.output(script, limit);
    }

    /**
     * One run of a script. Owns the threads {@code mitogen-stdout-script} and {@code mitogen-stderr-script}, which end with
     * the pipes. A tool that became a daemon, or what it started, may hold these open when it has ended: so nobody waits for
     * them any longer then than {@link #HELD}.
     */
    private static final class Script extends ScriptRun {
        private static final long HELD = 1000;

        private final Parent parent;
        private final CommandMethod method;
        private final CompletableFuture<byte[]> printed = new CompletableFuture<>();

        Script(Parent parent, CommandMethod method) {
            super(parent.agent(), parent.agent().router.self);
            this.parent = parent;
            this.method = method;
        }

        String output(String script, int limit) throws IOException, InterruptedException {
            start(parent.children(), method, "N=" + markers.nonce + ";echo;echo $N sh;echo $N up;" + script);
            Future<?> deadline =
                    parent.timer().schedule(this::kill, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
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
}
