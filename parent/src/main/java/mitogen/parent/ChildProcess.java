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
import mitogen.connect.PasswordMethod;
import mitogen.connect.ToolMissingException;
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
final class ChildProcess extends Child implements Markers.Watcher {
    /** What the JDK says of a program that is not there; newer ones say it in the second way. */
    private static final String ENOENT = "(?s).*error(=|: )2\\b.*";

    private final ScheduledExecutorService timer;
    final Markers markers = new Markers();
    private final StandardError standardError;
    private final Questions questions; // null where none can come
    private ScheduledFuture<?> deadline;
    private Process process; // set once, before any thread starts; guarded by this, as is all below
    private boolean expired;
    private volatile List<String> printed; // on the way there; null until it is up
    private volatile CommandMethod method; // without its password once that is not needed any more

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
        questions = method instanceof PasswordMethod asking && asking.mayAsk()
                ? new Questions(asking, markers.prompt)
                : null;
    }

    @Override
    synchronized boolean dead() {
        return !process.isAlive();
    }

    @Override
    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** Runs the command and, where it asks nothing first, writes all that the child needs. */
    @Override
    void start() {
        Process started;
        try {
            started = launch(
                    siblings,
                    method,
                    markers,
                    FirstStage.script(markers.nonce, method.java(), FirstStage.loader().length));
        } catch (IOException e) {
            fail(notRun(e));
            forgetPassword();
            finish("the command " + method.command("").get(0) + " cannot be run", -1);
            return;
        }
        synchronized (this) {
            process = started;
            deadline = timer.schedule(this::expire, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (closer() != null) {
            started.destroyForcibly();
        }
        if (questions == null) {
            sendCore();
        }
        startThread("stderr", () -> standardError.read(started.getErrorStream(), this));
        startThread("reader", this::read);
    }

    /** Runs a script by a connection method. */
    static Process launch(Children siblings, CommandMethod method, Markers markers, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                method instanceof PasswordMethod asking
                        ? asking.command(script, markers.prompt)
                        : method.command(script));
        builder.environment().putAll(method.variables());
        if (method instanceof PasswordMethod asking && asking.throughAskpass()) {
            builder.environment().put("SSH_ASKPASS", siblings.askpass().path);
            builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
            builder.environment().put("MITOGEN_PROMPT", markers.prompt);
        }
        return builder.start();
    }

    private ConnectException notRun(IOException e) {
        String tool = method.command("").get(0);
        String what = "cannot connect " + Parent.describe(agent, link) + ": ";
        String said = String.valueOf(e.getMessage());
        boolean missing = said.startsWith("Cannot run program \"" + tool + "\"") && said.matches(ENOENT);
        return missing
                ? new ToolMissingException(what + "the command " + tool + " is not installed there"
                        + "\n  Install it where the connect runs, or add its directory to PATH.")
                : new BootstrapException(what + "the command " + tool + " cannot be run: " + e.getMessage()
                        + "\n  What it says should tell why; try the command by hand.");
    }

    /** At most 20 KB, less than a pipe holds, and the first to be written but for a password: so never waiting. */
    private void sendCore() {
        try {
            DataOutputStream out = new DataOutputStream(process.getOutputStream());
            out.write(FirstStage.loader());
            out.writeInt(agent.core.length);
            out.write(agent.core);
            write(config(), out);
            out.flush(); // before anything is written past its buffer
        } catch (IOException e) {
            agent.log(Level.FINE, link.name + " did not take the core; its reader will tell why", e);
        }
        link.open(Plain.of(process.getOutputStream()));
    }

    @Override
    public boolean begun(String line) {
        try {
            if (questions == null || !questions.answer(line, process.getOutputStream())) {
                return false;
            }
        } catch (IOException e) {
            agent.log(Level.FINE, link.name + " did not take an answer; its reader will tell why", e);
            return true;
        }
        if (questions.refusal() != null) {
            kill(); // it would ask on
        }
        return true;
    }

    @Override
    public void printed(String text) {
        if (method.letIn(text)) {
            markers.letIn();
        }
        if (method.urges(text)) {
            agent.log(Level.WARNING, link.name + " waits for you: " + text.strip(), null);
        }
    }

    @Override
    public void shell() {
        if (questions != null) {
            questions.close();
            sendCore();
        }
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
            up = markers.awaitUp(in, this);
            deadline.cancel(false);
            if (up) {
                forgetPassword();
                List<String> noise = markers.noise();
                List<String> all = new ArrayList<>(noise);
                all.addAll(standardError.lines());
                printed = all;
                standardError.up(noise);
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
            forgetPassword();
            reason = "it could not be connected";
        }
        finish(reason, exitStatus);
    }

    /** What was printed before it was up, but for what we had the tool say; null until then. */
    List<String> printed() {
        List<String> all = printed;
        return all == null
                ? null
                : all.stream().filter(line -> !method.letIn(line)).toList();
    }

    /** What connected this child stays for as long as the child does, the password does not. */
    private void forgetPassword() {
        if (method instanceof PasswordMethod asking && asking.password() != null) {
            asking.password().wipe(); // it is ours: the method was decoded for this child alone
            method = asking.withPassword(null);
        }
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
        boolean asked = questions != null && questions.answered();
        ConnectFailure failure = new ConnectFailure(
                Parent.describe(agent, link),
                markers.stage(),
                method.command("…"),
                expired() ? -1 : exitStatus,
                asked,
                lines);
        if (closer() != null) {
            return new ConnectException(
                    "cannot connect " + failure.what() + ": it was closed by " + closer() + " first");
        }
        if (questions != null && questions.refusal() != null) {
            String tool = method.command("").get(0);
            return asked ? failure.passwordWrong(tool) : failure.passwordNeeded(tool);
        }
        if (expired()) {
            return new ConnectTimeoutException(failure.message(
                    "not up within " + method.timeout().toSeconds() + " s; it got stuck " + failure.stage(),
                    "If it is just slow, allow more time (--timeout)."
                            + (markers.stage() == ConnectFailure.Stage.CONNECTING
                                    ? " If not, look whether a start file there (.bashrc …) waits for input, or becomes another shell."
                                    : "")));
        }
        return new Diagnosis(method, markers, failure).exception();
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
