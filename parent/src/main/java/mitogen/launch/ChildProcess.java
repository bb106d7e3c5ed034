package mitogen.launch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import mitogen.ConnectFailedException.Stage;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.internal.Printable;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import mitogen.route.Link;
import mitogen.stage.FirstStage;
import mitogen.stage.Label;
import mitogen.stage.RuntimeStage;
import mitogen.tree.Quotas;
import mitogen.wire.Frame;

/**
 * One child, at the end of a process that this context runs: {@code ssh}, or a shell for a local one. Everything that
 * the child needs to come up is written at once, and so is all that has been sent to it meanwhile; then the far side's
 * lines are read until it says that it is up. Where there is no Java, and runtimes may be sent, another process takes one
 * there, and starts the child.
 *
 * <p>Owns, besides the reader, the thread {@code mitogen-stderr-NAME}, which ends when the process does, or later if
 * another process holds the pipe open; and that of a {@link Shipment}.
 */
final class ChildProcess extends Child {
    /** Milliseconds between two looks at a process whose output has not ended. */
    private static final int HELD = 500;

    private volatile Run run; // set at the start, and once more if that found no Java
    private volatile CommandMethod method; // without its password once that is not needed any more
    private volatile List<String> printed; // on the way there; null until it is up
    private volatile Replay replay; // set by the first run; null if there can be no other
    private final Attempts attempts;
    private ScheduledFuture<?> deadline; // guarded by this, as are the next
    private boolean expired;
    private boolean settled; // it does not expire any more
    private boolean concluded;
    private ScheduledFuture<?> watched; // the end
    private boolean awaited; // the reader waits for what it says before it is up
    private int quiet; // how often nothing was heard of one that has ended, though its output has not

    ChildProcess(Children siblings, Frame order, Link link, CommandMethod method) {
        super(siblings, order, link);
        this.method = method;
        attempts = new Attempts(tools, method, this::begin);
    }

    /** One process. */
    private final class Run extends ScriptRun {
        private final boolean ships;
        private final Set<String> heard = new HashSet<>(); // of the reader thread, as is the next
        private Shipment shipment;

        Run(boolean ships) {
            super(agent, link.peer);
            this.ships = ships;
        }

        @Override
        void begins() {
            if (!ships) {
                sendCore(process.getOutputStream());
            }
        }

        @Override
        public void printed(String text) {
            if (markers.misdirected(text)) {
                kill();
            }
            if (method.urges(text)) {
                agent.log(Level.WARNING, link.name + " waits for you: " + text.strip(), null);
            }
        }

        @Override
        public boolean said(String word, String rest) {
            if (!ships) {
                return mayShip() && markers.lacksJava(); // the next run need not wait for the end of this one
            }
            if ((shipment == null && !word.equals("platform")) || !heard.add(word)) {
                return false; // each is said once, or else it would have time without end
            }
            expireLater();
            switch (word) {
                case "platform" -> {
                    stopExpiring(); // as long as the archive is being made
                    shipment = new Shipment(
                            agent,
                            siblings.classes().runtimes(),
                            link,
                            rest,
                            process.getOutputStream(),
                            ChildProcess.this::expireLater,
                            () -> sendCore(process.getOutputStream()));
                    startThread("runtime", shipment);
                }
                case "send", "ready" -> shipment.heard(word);
                default -> {}
            }
            return false;
        }

        /** Why it has no Java in spite of all; null if that is not it. */
        String noRuntime() {
            String failure = shipment == null ? null : shipment.failure(); // of which the script sees but what it lacks
            return failure == null ? markers.noRuntime() : failure;
        }

        @Override
        void answered() {
            attempts.over();
        }

        void over() {
            if (shipment != null) {
                shipment.over();
            }
        }
    }

    @Override
    synchronized boolean dead() {
        return run != null && !run.process.isAlive();
    }

    @Override
    synchronized long pid() {
        return run == null ? -1 : run.process.pid();
    }

    /** How it was connected; null while it is not. */
    ConnectReport report() {
        List<String> lines = printed;
        if (lines == null) {
            return null;
        }
        Markers markers = run.markers;
        long[] times = markers.times();
        return new ConnectReport(
                orNull(times[0]),
                orNull(times[1]),
                orNull(times[2]),
                Duration.ofNanos(times[3]),
                orNull(times[4]),
                Duration.ofNanos(times[5]),
                Duration.ofNanos(times[6]),
                markers.java(),
                lines);
    }

    private static Duration orNull(long nanos) {
        return nanos == 0 ? null : Duration.ofNanos(nanos);
    }

    @Override
    void start() {
        attempts.begin();
    }

    /** Runs the command and, where it asks nothing first, writes all that the child needs. */
    private void begin() {
        try {
            start(false, this::script);
        } catch (IOException | RuntimeException | Error e) { // on whatever thread its turn came, nobody else answers
            Run begun = run;
            if (begun != null) {
                begun.kill();
            }
            attempts.over();
            String refused = e instanceof IllegalArgumentException ? e.getMessage() : e.toString(); // a path, by us
            IOException why = e instanceof IOException io ? io : new IOException(refused, e);
            fail(Diagnosis.notRun(tools, link, method, why));
            forgetPassword();
            finish("the command " + method.command("").get(0) + " cannot be run", -1);
            return;
        }
        expireLater();
        startThread("reader", this::read);
    }

    private String script(String nonce) {
        String label = Label.of(agent, link.name);
        int loaderSize = FirstStage.loader().length;
        return mayShip()
                ? FirstStage.script(nonce, label, loaderSize, method.sharesFiles() ? own() : null, modules())
                : FirstStage.script(nonce, label, java(), loaderSize);
    }

    /** On another machine, whoever has the account of this name could put something else in its place. */
    private static String own() {
        return System.getProperty("java.home") + "/bin/java";
    }

    private String java() {
        return method.java() != null ? method.java() : method.usualJava();
    }

    private int modules() {
        return agent.config.settings[Quotas.RUNTIME_MODULES];
    }

    private boolean mayShip() {
        return java() == null && agent.config.settings[Quotas.RUNTIME] != 0;
    }

    private void start(boolean ships, UnaryOperator<String> script) throws IOException {
        Run next = new Run(ships);
        next.start(tools, method, script.apply(next.markers.nonce));
        synchronized (this) {
            run = next;
        }
        if (closer() != null || expired()) {
            next.kill();
        }
        next.started();
        var unused = next.process.onExit().thenRun(this::watchEnd); // what keeps its pipes can only keep us waiting
        startThread("stderr", next::readErrors);
    }

    /** At most 20 KB, less than a pipe holds, and the first to be written but for a password: so never waiting. */
    private void sendCore(OutputStream to) {
        OutputStream plain = Unbuffered.of(to);
        try {
            FirstStage.send(agent.core, config(), to); // and flushes, before anything is written past its buffer
            if (replay != null) {
                replay.restart(plain);
            }
        } catch (IOException e) {
            agent.log(Level.FINE, link.name + " did not take the core; its reader will tell why", e);
        }
        if (replay == null) {
            replay = mayShip() || method.leadsAway() ? new Replay(plain) : null;
            link.open(replay != null ? replay : plain);
        }
    }

    /** The reader thread: markers, then frames, then the end. */
    private void read() {
        String broken = null;
        boolean up = false;
        try {
            InputStream in = in();
            up = awaitUp(in);
            while (!up && again()) {
                start(false, this::script);
                in = in();
                up = awaitUp(in);
            }
            if (!up && mayShip() && lacksJava()) {
                start(
                        true,
                        nonce -> RuntimeStage.script(
                                nonce,
                                Label.of(agent, link.name),
                                FirstStage.loader().length,
                                agent.config.settings[Quotas.RUNTIME] == Quotas.RUNTIME_KEPT,
                                modules()));
                expireLater();
                in = in();
                up = awaitUp(in);
            }
            settle();
            if (up) {
                if (replay != null) {
                    replay.settle();
                }
                forgetPassword();
                printed = run.printed();
                run.standardError.up();
                serve(in, run.markers.version());
            }
        } catch (EOFException e) {
            broken = "its output ended within a message"; // the process has ended, or is about to: its status tells why
        } catch (IOException e) {
            broken = e.getMessage();
            run.kill(); // it speaks no sense, or not any more
        } catch (Throwable e) {
            broken = e.toString(); // whatever it is, who waits for this child must hear that it is gone
            run.kill();
        }
        conclude(broken, up, end(run));
    }

    private boolean awaitUp(InputStream in) throws IOException {
        setAwaited(true);
        try {
            return run.awaitUp(in);
        } finally {
            setAwaited(false);
        }
    }

    private synchronized void setAwaited(boolean now) {
        awaited = now;
    }

    /** What comes at the end, once: of the reader thread, or of another if that does not come to its end. */
    private void conclude(String broken, boolean up, int exitStatus) {
        synchronized (this) {
            if (concluded) {
                return;
            }
            concluded = true;
        }
        String reason = "it could not be connected";
        try {
            if (up) {
                reason = reason(broken, exitStatus);
            } else {
                attempts.over();
                fail(new Diagnosis(tools, link, method, run, exitStatus, closer(), expired(), run.noRuntime())
                        .exception());
            }
            forgetPassword();
        } finally {
            finish(reason, exitStatus);
            closeReplay();
        }
    }

    @Override
    void endRequested() {
        watchEnd();
    }

    /** It is to end, or has: sees to it that a process which holds the pipes of one that has ended holds up nobody. */
    private synchronized void watchEnd() {
        try {
            if (watched == null) {
                watched = tools.timer().scheduleWithFixedDelay(this::lookAtEnd, HELD, HELD, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            // this agent is closed, and waits for nothing any more
        }
    }

    private void lookAtEnd() {
        boolean held;
        synchronized (this) {
            boolean waits =
                    awaited || givenUp(); // what comes after it is up is read to its end, however long that takes
            quiet = !waits || run == null || run.process.isAlive() || link.heard() ? 0 : quiet + 1;
            held = quiet == 2 && !concluded;
            if (quiet >= 2 || concluded || settled && !givenUp()) {
                watched.cancel(false);
                watched = null;
            }
        }
        if (held) {
            agent.execute(() -> conclude(null, wasUp(), run.process.exitValue()));
        }
    }

    private InputStream in() {
        return new Markers.Incoming(run.process);
    }

    /** Whether it is worth another run, with a runtime. Ends this one. */
    private boolean lacksJava() {
        if (run.markers.lacksJava()) {
            run.kill(); // all has been said
        }
        end(run);
        boolean lacks = run.markers.lacksJava()
                || run.standardError.lines().stream().anyMatch(line -> line.contains(Diagnosis.OLDER_THAN_9));
        return lacks && closer() == null && !expired();
    }

    private void closeReplay() {
        if (replay != null) {
            try {
                replay.close(); // its writer may wait for what does not come any more
            } catch (IOException e) {
                // the process has ended
            }
        }
    }

    /** Whether the command is to be run again, as it did not get anywhere, and then when. */
    private boolean again() {
        if (run.markers.stage() != Stage.CONNECTING || givenUp() || !method.leadsAway()) {
            return false;
        }
        ConnectFailure failure = Diagnosis.failure(tools, link, method, run, end(run));
        return attempts.again(failure, this::givenUp);
    }

    private boolean givenUp() {
        return closer() != null || expired();
    }

    /** Waits for the end of a process whose output has ended. */
    private int end(Run ended) {
        int exitStatus = ended.exitStatus();
        ended.over();
        ended.standardError.awaitEnd();
        return exitStatus;
    }

    /** What connected this child stays for as long as the child does, the password does not. */
    private void forgetPassword() {
        if (method instanceof AskingMethod asking && asking.password() != null) {
            asking.password().wipe(); // it is ours: the method was decoded for this child alone
            method = asking.withoutPassword();
        }
    }

    private String reason(String broken, int exitStatus) {
        if (closer() != null) {
            return "it was closed by " + closer();
        }
        String silent = silent();
        if (silent != null) {
            return silent
                    + "; its process was killed (what that had started, and is stopped by SIGSTOP, stays until it is"
                    + " continued)";
        }
        String status = "the process '" + method.command("").get(0) + "' behind " + tools.describe(link)
                + (exitStatus < 0 ? " was killed by its parent" : " ended with exit status " + exitStatus)
                + (exitStatus > 128 && exitStatus < 160 ? " (killed by signal " + (exitStatus - 128) + ")" : "");
        List<String> said = run.standardError.lines();
        return (broken == null ? status : broken + "; " + status)
                + (said.isEmpty() ? "" : "; it last printed: " + Printable.line(said.get(said.size() - 1)));
    }

    /** From now on it may take as long as a connect may; what takes more than one step takes that for each. */
    private synchronized void expireLater() {
        stopExpiring();
        if (!settled) {
            deadline = tools.timer().schedule(this::expire, method.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void settle() {
        settled = true;
        stopExpiring();
    }

    private synchronized void stopExpiring() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private synchronized boolean expired() {
        return expired; // then it was us who killed it, and its exit status tells nothing
    }

    private synchronized void expire() {
        expired = true;
        kill();
    }

    @Override
    void kill() {
        synchronized (this) {
            if (run != null) {
                run.kill();
                watchEnd();
                return;
            }
        }
        if (attempts.cancel()) { // its turn has not come
            fail(Diagnosis.closed(tools, link, closer()));
            forgetPassword();
            finish("it could not be connected", -1);
        }
    }
}
