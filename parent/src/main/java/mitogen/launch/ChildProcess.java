package mitogen.launch;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.lasting.Stay;
import mitogen.launch.Launch.Act;
import mitogen.launch.Launch.State;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import mitogen.route.Link;
import mitogen.stage.FirstStage;
import mitogen.wire.Frame;

/**
 * One child, at the end of a process that this context runs: {@code ssh}, or a shell for a local one. Everything that
 * the child needs to come up is written at once, and so is all that has been sent to it meanwhile. Reports events to its
 * {@link Launch}, which has the states, and carries out what that decides.
 *
 * <p>Owns, besides the reader, the thread {@code mitogen-stderr-NAME}, which ends when the process does, or later if
 * another process holds the pipe open; and that of a {@link Shipment}.
 */
final class ChildProcess extends Child implements ShellProcess.Owner {
    private final Launch launch;
    private final Attempts attempts;
    private final StartScript script;
    private final Deadline deadline;
    private final EndWatch watch;
    private volatile CommandMethod method; // without its password once that is not needed any more
    private volatile ShellProcess shell; // null before its turn; then the last one
    private volatile Replay replay; // set when the core is first sent; null if there can be no other process
    private volatile Shipment shipment; // null as long as no Java is sent
    private volatile List<String> printed; // on the way there; null until it is up
    private volatile String broken; // why the link was given up; null if it ended by itself
    private volatile int exitStatus = -1;
    private Marker heard; // of the reader thread: what the script said last
    private volatile boolean awaited; // the reader waits for what the script says

    ChildProcess(Children siblings, Frame order, Link link, CommandMethod method) {
        super(siblings, order, link);
        this.method = method;
        script = new StartScript(agent, link, method);
        deadline = new Deadline(tools.timer(), method.timeout(), this::outOfTime);
        attempts = new Attempts(tools, method, deadline, this::begin);
        launch = new Launch(ShellProcess.asks(method), attempts.mayRepeat(), script.maySendJava());
        watch = new EndWatch(
                tools.timer(), this::needsNoWatch, this::isQuiet, () -> agent.execute(this::concludeWithoutReader));
    }

    @Override
    boolean dead() {
        ShellProcess last = shell;
        return last != null && !last.process.isAlive();
    }

    @Override
    long pid() {
        ShellProcess last = shell;
        return last == null ? -1 : last.process.pid();
    }

    /** How it was connected; null while it is not. */
    ConnectReport report() {
        List<String> lines = printed;
        return lines == null ? null : shell.timeline.report(launch.java(), lines);
    }

    // Events.

    @Override
    void stay(Stay told) {
        super.stay(told);
        shell.staysAs(told.pid());
    }

    @Override
    void endAllTheSame() {
        super.endAllTheSame();
        if (shell != null) {
            shell.staysAs(-1);
        }
    }

    @Override
    void start() {
        attempts.begin();
    }

    /** On whatever thread its turn came: nobody else answers what goes wrong here. */
    private void begin() {
        try {
            perform(launch.turn());
        } catch (RuntimeException | Error e) {
            kill();
            attempts.over();
            if (!launch.over().isEmpty()) {
                String refused = e instanceof IllegalArgumentException ? e.getMessage() : e.toString(); // a path, by us
                IOException why = e instanceof UncheckedIOException io ? io.getCause() : new IOException(refused, e);
                fail(Diagnosis.notRun(tools, link.name, method, why));
                end("the command " + method.command("").get(0) + " cannot be run");
            }
            return;
        }
        if (shell != null) {
            startThread("reader", this::read);
        } else {
            attempts.over(); // it was cancelled
        }
    }

    /** The reader thread: one process after the other, as long as there is another. */
    private void read() {
        try {
            while (launch.state() != State.OVER) {
                readOutput();
                awaitExit();
                perform(broken == null ? launch.ended(isOlderThan9()) : launch.over());
            }
        } catch (Throwable e) { // whatever it is, who waits for this child must hear that it is gone
            broken = e.toString();
            shell.kill();
            awaitExit();
            perform(launch.over());
        } finally {
            attempts.over();
        }
    }

    /** What the script says; then frames, if it comes so far. */
    private void readOutput() {
        try {
            awaited = true;
            try {
                shell.readOutput();
            } finally {
                awaited = false;
            }
            if (launch.state() == State.UP) {
                comeUp();
                serve(shell.output, launch.version());
            }
        } catch (EOFException e) {
            broken = "its output ended within a message"; // the process has ended, or is about to: its status tells why
        } catch (IOException e) {
            broken = e.getMessage();
            shell.kill(); // it speaks no sense, or not any more
        }
    }

    @Override
    public boolean said(Marker marker) {
        heard = marker;
        perform(launch.said(marker));
        return launch.state() == State.UP || launch.state() == State.NO_JAVA;
    }

    @Override
    public void printed(String text) {
        if (method.urges(text)) {
            agent.log(Level.WARNING, link.name + " waits for you: " + text.strip(), null);
        }
    }

    @Override
    void kill() {
        attempts.cancel(); // if its turn has not come
        perform(launch.cancelled());
    }

    @Override
    void endRequested() {
        watch.begin();
    }

    // Acts.

    private void perform(List<Act> acts) {
        for (Act act : acts) {
            switch (act) {
                case RUN -> run(script::firstStage);
                case RUN_WITH_JAVA -> run(script::runtimeStage);
                case TRY_AGAIN -> perform(attempts.again(failure(), this::givenUp) ? launch.turn() : launch.over());
                case END_TURN -> attempts.over();
                case SEND_CORE -> sendCore();
                case SEND_JAVA -> sendJava();
                case TELL_SENDER -> shipment.heard(heard.word());
                case RESTART_DEADLINE -> deadline.restart();
                case STOP_DEADLINE -> deadline.stop();
                case KILL -> killProcess();
                case FAIL -> fail();
                case END -> end(reason());
            }
        }
    }

    private void run(UnaryOperator<String> text) {
        try {
            shell = new ShellProcess(tools, link.peer, method, text, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        perform(launch.started());
        var unused = shell.process.onExit().thenRun(watch::begin); // what keeps its pipes can only keep us waiting
        startThread("stderr", shell::readErrors);
    }

    /** At most 24 KB, less than a pipe holds, and the first to be written but for a password: so never waiting. */
    private void sendCore() {
        OutputStream to = shell.input;
        try {
            FirstStage.send(agent.core, config(), new BufferedOutputStream(to));
            if (replay != null) {
                replay.restart(to);
            }
        } catch (IOException e) {
            agent.log(Level.FINE, link.name + " did not take the core; its reader will tell why", e);
        }
        if (replay == null) {
            replay = script.maySendJava() || attempts.mayRepeat() ? new Replay(to) : null;
            link.open(replay != null ? replay : to);
        }
    }

    private void sendJava() {
        shipment = new Shipment(
                agent,
                siblings.classes().runtimes(),
                link,
                heard.rest(),
                shell.input,
                () -> perform(launch.progress()),
                this::sendCore);
        startThread("runtime", shipment);
    }

    private void comeUp() {
        forgetPassword();
        printed = shell.printed();
        shell.up();
    }

    /** What connected this child stays for as long as the child does, the passwords do not, nor do those of children behind it. */
    @Override
    void forgetPassword() {
        if (replay != null) {
            replay.settle();
        }
        if (method instanceof AskingMethod asking && asking.password() != null) {
            asking.password().wipe(); // it is ours: the method was decoded for this child alone
            method = asking.withoutPassword();
        }
    }

    private void outOfTime() {
        perform(launch.outOfTime());
    }

    private void killProcess() {
        if (shell != null) {
            shell.kill();
            watch.begin();
        }
    }

    // The end.

    /** Waits for the end of a process whose output has ended, and for its last words. */
    private void awaitExit() {
        exitStatus = shell.exitStatus();
        if (shipment != null) {
            shipment.over();
        }
        shell.standardError.awaitEnd();
    }

    private boolean isOlderThan9() {
        return shell.standardError.lines().stream().anyMatch(line -> line.contains(ScriptTrouble.OLDER_THAN_9));
    }

    private ConnectFailure failure() {
        return Diagnosis.failure(tools, link.name, method, shell, launch.stage(), exitStatus);
    }

    private boolean givenUp() {
        return closer() != null || launch.isGivenUp();
    }

    private void fail() {
        try {
            attempts.over();
            fail(
                    closer() != null
                            ? Diagnosis.closed(tools, link.name, closer())
                            : new Diagnosis(failure(), method, shell, launch, noRuntime()).exception());
        } finally {
            end("it could not be connected");
        }
    }

    /** Why there is no Java in spite of all; null if that is not it. */
    private String noRuntime() {
        String failure = shipment == null ? null : shipment.failure(); // of which the script sees but what it lacks
        return failure == null ? ScriptTrouble.noRuntime(launch.complaint()) : failure;
    }

    private void end(String reason) {
        try {
            forgetPassword();
        } finally {
            finish(reason, exitStatus);
            closeReplay();
        }
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

    private String reason() {
        if (closer() != null) {
            return "it was closed by " + closer();
        }
        String silent = silent();
        if (exitStatus < 0 && staying() != null) {
            return silent != null ? silent : "the link to " + tools.describe(link.name) + " is lost";
        }
        if (silent != null) {
            return silent
                    + "; its process was killed (what that had started, and is stopped by SIGSTOP, stays until it is"
                    + " continued)";
        }
        List<String> said = shell.standardError.lines();
        String last = said.isEmpty() ? "" : said.get(said.size() - 1);
        String end = Diagnosis.end(tools, link.name, method, exitStatus, last);
        return broken == null ? end : broken + "; " + end;
    }

    /** Whether the process has ended, and somebody waits for its output, of which nothing came since this was asked last. */
    private boolean isQuiet() {
        boolean waits = awaited || givenUp(); // what comes after it is up is read to its end, however long that takes
        return waits && dead() && !link.heard();
    }

    private boolean needsNoWatch() {
        State state = launch.state();
        return state == State.OVER || state == State.UP && !givenUp();
    }

    /** Another process has the pipes. The reader ends when that does. */
    private void concludeWithoutReader() {
        exitStatus = shell.process.exitValue();
        perform(launch.over());
    }
}
