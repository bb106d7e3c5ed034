package mitogen.parent;

import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import mitogen.ConnectException;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.connect.BootstrapException;
import mitogen.connect.CommandMethod;
import mitogen.connect.ConnectFailure;
import mitogen.connect.ConnectTimeoutException;
import mitogen.connect.JavaNotFoundException;
import mitogen.connect.JavaTooOldException;
import mitogen.route.Link;
import mitogen.wire.Frame;

/**
 * One child, at the end of a process that this context runs: {@code ssh}, or a shell for a local one. Everything that
 * the child needs to come up is written at once, and so is all that has been sent to it meanwhile; then the far side's
 * lines are read until it says that it is up.
 *
 * <p>Owns, besides the reader, the thread {@code mitogen-stderr-NAME}, which ends when the process does, or later if
 * another process holds the pipe open.
 */
final class ChildProcess extends Child {
    private final CommandMethod method;
    private final ScheduledExecutorService timer;
    private final Markers markers = new Markers();
    private final StandardError standardError;
    private ScheduledFuture<?> deadline;
    private Process process; // set once, before any thread starts; guarded by this, as is the next
    private boolean expired;

    ChildProcess(
            Children siblings,
            ScheduledExecutorService timer,
            Agent agent,
            Frame order,
            Link link,
            CommandMethod method) {
        super(siblings, timer, agent, order, link);
        this.method = method;
        this.timer = timer;
        standardError = new StandardError(agent, link.peer);
    }

    @Override
    synchronized boolean dead() {
        return !process.isAlive();
    }

    @Override
    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** Runs the command and writes all that the child needs: at most 20 KB, less than a pipe holds, so never waiting. */
    @Override
    void start() {
        byte[] loader = FirstStage.loader();
        List<String> command = method.command(FirstStage.script(markers.nonce, method.java(), loader.length));
        Process started;
        try {
            started = new ProcessBuilder(command).start();
        } catch (IOException e) {
            fail(new BootstrapException("cannot connect " + Parent.describe(agent, link) + ": the command "
                    + command.get(0) + " cannot be run: " + e.getMessage()
                    + "\n  Install it, or add its directory to PATH."));
            finish("the command " + command.get(0) + " cannot be run", -1);
            return;
        }
        synchronized (this) {
            process = started;
            deadline = timer.schedule(this::expire, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (closer() != null) {
            started.destroyForcibly();
        }
        try {
            DataOutputStream out = new DataOutputStream(started.getOutputStream());
            out.write(loader);
            out.writeInt(agent.core.length);
            out.write(agent.core);
            write(config(), out);
            out.flush();
        } catch (IOException e) {
            agent.log(Level.FINE, link.name + " did not take the core; its reader will tell why", e);
        }
        link.open(started.getOutputStream());
        startThread("stderr", () -> standardError.read(started.getErrorStream()));
        startThread("reader", this::read);
    }

    /** What the core reads first, see {@link BootConfig}. */
    private static void write(BootConfig config, DataOutputStream out) throws IOException {
        out.writeInt(config.id);
        out.writeUTF(config.route);
        for (int[] numbers : new int[][] {config.settings, config.ancestors}) {
            out.writeInt(numbers.length);
            for (int number : numbers) {
                out.writeInt(number);
            }
        }
    }

    /** The reader thread: markers, then frames, then the end. */
    private void read() {
        InputStream in = new BufferedInputStream(process.getInputStream(), 16 * 1024);
        String broken = null;
        boolean up = false;
        try {
            up = markers.awaitUp(in);
            deadline.cancel(false);
            if (up) {
                standardError.up(markers.noise());
                serve(in, markers.version());
            }
        } catch (IOException e) {
            broken = e.getMessage();
            process.destroyForcibly(); // it speaks no sense, or not any more
        } catch (RuntimeException | Error e) {
            broken = e.toString(); // whatever it is, who waits for this child must hear that it is gone
            process.destroyForcibly();
        }
        int exitStatus = awaitExit();
        standardError.awaitEnd();
        String reason = reason(broken, exitStatus);
        if (!up) {
            fail(failure(exitStatus));
            reason = "it could not be connected";
        }
        finish(reason, exitStatus);
    }

    private int awaitExit() {
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.isAlive() ? -1 : process.exitValue();
    }

    private String reason(String broken, int exitStatus) {
        if (closer() != null) {
            return "it was closed by " + closer();
        }
        String silent = silent();
        if (silent != null) {
            return silent + "; its process was killed";
        }
        String status = "the process '" + method.command("").get(0) + "' behind " + Parent.describe(agent, link)
                + " ended with exit status " + exitStatus
                + (exitStatus > 128 && exitStatus < 160 ? " (killed by signal " + (exitStatus - 128) + ")" : "");
        List<String> said = standardError.lines();
        return (broken == null ? status : broken + "; " + status)
                + (said.isEmpty() ? "" : "; it last printed: " + said.get(said.size() - 1));
    }

    /** The exception that tells best what went wrong. */
    private ConnectException failure(int exitStatus) {
        List<String> lines = new ArrayList<>(markers.noise());
        lines.addAll(standardError.lines());
        List<String> shown = new ArrayList<>(method.command("…"));
        ConnectFailure failure = new ConnectFailure(
                Parent.describe(agent, link), markers.stage(), shown, expired() ? -1 : exitStatus, lines);
        if (closer() != null) {
            return new ConnectException(
                    "cannot connect " + failure.what() + ": it was closed by " + closer() + " first");
        }
        if (expired()) {
            return new ConnectTimeoutException(failure.message(
                    "not up within " + method.timeout().toSeconds() + " s; it got stuck " + failure.stage(),
                    "If it is just slow, allow more time (--timeout)."));
        }
        if (markers.old() != null || failure.said("Unrecognized option: --add-opens")) {
            return new JavaTooOldException(failure.message(
                    "Java 17 or newer is needed there, and what was found is "
                            + (markers.old() == null
                                    ? "older than 9, as it does not know --add-opens: " + markers.java()
                                    : markers.old()),
                    "Install a newer one, or name it with --java PATH."));
        }
        if (markers.noJava() != null) {
            return new JavaNotFoundException(failure.message(
                    "no java there. It was looked for in " + markers.noJava(),
                    "Install Java 17 or newer, or name it with --java PATH."));
        }
        if (markers.noScratch()) {
            return new BootstrapException(
                    failure.message(
                            "no directory there takes a scratch file",
                            "It needs 1 KB in one of /dev/shm, $XDG_RUNTIME_DIR, $TMPDIR, /tmp, /var/tmp or the current directory."));
        }
        ConnectException known = method.diagnose(failure);
        return known != null
                ? known
                : new BootstrapException(failure.message(
                        "it ended " + failure.stage(), "What it printed should tell why; try the command by hand."));
    }

    private synchronized boolean expired() {
        return expired; // then it was us who killed it, and its exit status tells nothing
    }

    private synchronized void expire() {
        expired = true;
        kill();
    }

    @Override
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
