package mitogen.parent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mitogen.Context;
import mitogen.connect.CommandMethod;
import mitogen.connect.ConnectReport;
import mitogen.connect.PasswordMethod;

/** For tasks that look at connects from the context that does them. */
public final class Connects {
    private Connects() {}

    /** How the context of that number was connected from the one that the caller runs in; null where nobody knows. */
    public static ConnectReport report(int id) {
        if (!(here().children().child(id) instanceof ChildProcess child) || child.printed() == null) {
            return null;
        }
        long[] times = child.markers.times();
        return new ConnectReport(
                orNull(times[0]),
                orNull(times[1]),
                orNull(times[2]),
                Duration.ofNanos(times[3]),
                Duration.ofNanos(times[4]),
                Duration.ofNanos(times[5]),
                child.markers.java(),
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

    /** One run of a script. Owns the thread {@code mitogen-stderr-script}, which ends when the process does. */
    private static final class Script implements Markers.Watcher {
        private final Parent parent;
        private final CommandMethod method;
        private final Markers markers = new Markers();
        private final Questions questions;
        private final StandardError standardError;
        private Process process;

        Script(Parent parent, CommandMethod method) {
            this.parent = parent;
            this.method = method;
            standardError = new StandardError(parent.agent(), parent.agent().router.self);
            questions = method instanceof PasswordMethod asking && asking.mayAsk()
                    ? new Questions(asking, markers.prompt)
                    : null;
        }

        String output(String script, int limit) throws IOException, InterruptedException {
            String text = "N=" + markers.nonce + ";echo;echo $N sh;echo $N up;" + script;
            process = ChildProcess.launch(parent.children(), method, markers, text);
            Future<?> deadline = parent.timer()
                    .schedule(process::destroyForcibly, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (questions == null) {
                shell();
            }
            Thread reader =
                    new Thread(() -> standardError.read(process.getErrorStream(), this), "mitogen-stderr-script");
            reader.setDaemon(true);
            reader.start();
            try (InputStream in = new BufferedInputStream(process.getInputStream())) {
                boolean up = markers.awaitUp(in, this);
                byte[] output = up ? in.readNBytes(limit + 1) : new byte[0];
                if (output.length > limit) {
                    throw new IOException("it printed more than " + limit + " bytes");
                }
                int status = process.waitFor();
                if (!up || status != 0) {
                    standardError.awaitEnd();
                    throw new IOException("the shell there ended with exit status " + status + ": "
                            + String.join(" / ", standardError.lines()));
                }
                return new String(output, UTF_8);
            } finally {
                deadline.cancel(false);
                process.destroyForcibly();
            }
        }

        @Override
        public boolean begun(String line) {
            try {
                boolean answered = questions != null && questions.answer(line, process.getOutputStream());
                if (answered && questions.refusal() != null) {
                    process.destroyForcibly();
                }
                return answered;
            } catch (IOException e) {
                return true; // it does not listen any more; its end will be told
            }
        }

        @Override
        public void printed(String text) {
            // what a user is asked to do, the connect that follows says too
        }

        @Override
        public void shell() {
            if (questions != null) {
                questions.close();
            }
            try {
                process.getOutputStream().close(); // it reads nothing but the password
            } catch (IOException e) {
                // then it has ended
            }
        }
    }
}
