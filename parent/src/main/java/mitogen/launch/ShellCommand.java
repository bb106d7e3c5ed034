package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ContextLostException;
import mitogen.End;
import mitogen.launch.Launch.Act;
import mitogen.launch.Launch.State;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;
import mitogen.process.Distant;
import mitogen.stage.CommandStage;
import mitogen.tree.Loss;

/**
 * A command that the shell behind a connection method runs, as a process. The way to the shell is that of a
 * {@link ChildProcess}: the same {@link Launch}, with an order in place of the core, and no Java.
 *
 * <p>Owns the threads {@code mitogen-reader-NAME}, which ends when the command runs, and {@code mitogen-stderr-NAME}, which
 * ends when the order speaks there. From then on whoever has the process reads both outputs.
 */
public final class ShellCommand extends Distant implements ShellProcess.Owner, TellingOutput.Listener {
    /** How long standard error may take to tell what standard output has told already, in milliseconds. */
    private static final int LAG = 2000;

    /** How long the outputs of a tool that has ended may take to tell the end of the command, in milliseconds. */
    private static final int LAST_WORDS = 1000;

    private final LocalTools tools;
    private final String name;
    private final String command;
    private final Launch launch;
    private final Attempts attempts;
    private final EndWatch watch;
    private final Deadline deadline;
    private final OrderWords words = new OrderWords();
    private final String secret = Marker.nonce();
    private final Noise noise;
    private final CountDownLatch turn = new CountDownLatch(1);
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private final CompletableFuture<InputStream> errors = new CompletableFuture<>(); // of the command
    private volatile CommandMethod method; // without its password once that is not needed any more
    private volatile ShellProcess shell; // null before its turn; then the last one
    private volatile byte[] order; // for that shell
    private volatile boolean merged; // standard error comes with standard output
    private volatile String last = ""; // line that was printed to standard error
    private volatile int exitStatus = -1;

    private ShellCommand(LocalTools tools, String name, CommandMethod method, String command, boolean shown) {
        this.tools = tools;
        this.name = name;
        this.method = method;
        this.command = command;
        noise = shown ? new Noise() : null;
        deadline = new Deadline(tools.timer(), method.timeout(), this::outOfTime);
        attempts = new Attempts(tools, method, deadline, turn::countDown);
        launch = new Launch(ShellProcess.asks(method), attempts.mayRepeat(), false);
        watch = new EndWatch(tools.timer(), this::needsNoWatch, this::dead, () -> tools.agent.execute(this::conclude));
    }

    /**
     * Connects and starts a command. Waits until it runs.
     *
     * @param command shell text
     * @param shown whether what is printed on the way is a part of its errors
     * @throws ConnectFailedException if it could not be connected
     */
    public static ShellCommand start(LocalTools tools, String name, CommandMethod method, String command, boolean shown)
            throws InterruptedException {
        ShellCommand started = new ShellCommand(tools, name, method, command, shown);
        try {
            started.connect();
            return started;
        } finally {
            started.forgetPassword();
        }
    }

    private void connect() throws InterruptedException {
        try {
            attempts.begin();
            turn.await();
            perform(launch.turn());
            startThread("reader", this::read);
            up.get();
        } catch (ExecutionException e) {
            release();
            throw e.getCause() instanceof ConnectFailedException failure ? failure : new IllegalStateException(e);
        } catch (UncheckedIOException e) {
            attempts.over();
            perform(launch.over());
            throw Diagnosis.notRun(tools, name, method, e.getCause());
        } catch (InterruptedException e) {
            attempts.cancel();
            perform(launch.cancelled());
            release();
            throw e;
        }
    }

    private void startThread(String role, Runnable work) {
        Thread thread = new Thread(work, "mitogen-" + role + "-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The reader thread: one process after the other, until the command runs. */
    private void read() {
        try {
            while (launch.state() != State.OVER && launch.state() != State.UP) {
                try {
                    shell.readOutput();
                } catch (IOException e) {
                    shell.kill();
                }
                if (launch.state() == State.UP) {
                    comeUp();
                    return;
                }
                exitStatus = shell.exitStatus();
                shell.standardError.awaitEnd();
                perform(launch.ended(false));
            }
        } catch (UncheckedIOException e) { // of another attempt
            perform(launch.over());
        } catch (Throwable e) { // whoever waits must hear of it
            up.completeExceptionally(e);
        } finally {
            attempts.over();
        }
    }

    /** The order runs. It has spoken on standard error before. */
    private void comeUp() {
        try {
            errors.get(LAG, TimeUnit.MILLISECONDS);
            shell.up();
            up.complete(null);
        } catch (TimeoutException | ExecutionException e) {
            ConnectFailure failure = failure();
            release();
            up.completeExceptionally(
                    failure.because(
                            Reason.BOOTSTRAP_FAILED,
                            "standard error does not come here",
                            "A start file there (.bashrc …) redirects it: exec 2>file. Let it do so in interactive shells alone."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The thread that reads what is printed on the way to standard error. */
    private void readErrors(ShellProcess from) {
        MarkedInput noise = new MarkedInput(from.errors(), secret);
        from.readErrors(noise);
        if (noise.mark() != null) {
            runs(noise.mark(), noise.rest());
        }
    }

    private void runs(String mark, InputStream theirs) {
        words.runs(mark);
        errors.complete(theirs);
    }

    // Events.

    @Override
    public boolean said(Marker marker) {
        perform(launch.said(marker));
        return launch.state() == State.UP;
    }

    @Override
    public boolean heard(String line) {
        int at = line.indexOf(secret);
        if (at >= 0) { // a start file sends standard error along with standard output: exec 2>&1
            merged = true;
            runs(line.substring(at + secret.length()).strip(), InputStream.nullInputStream());
        }
        return at >= 0;
    }

    @Override
    public void printed(String text) {
        if (method.urges(text)) {
            tools.agent.log(Level.WARNING, name + " waits for you: " + text.strip(), null);
        }
    }

    // Acts.

    private void perform(List<Act> acts) {
        for (Act act : acts) {
            switch (act) {
                case RUN -> run();
                case TRY_AGAIN -> perform(attempts.again(failure(), launch::isGivenUp) ? launch.turn() : launch.over());
                case END_TURN -> attempts.over();
                case SEND_CORE -> sendOrder();
                case RESTART_DEADLINE -> deadline.restart();
                case STOP_DEADLINE -> deadline.stop();
                case KILL -> kill();
                case FAIL -> fail();
                case END -> {} // of a command that runs, told elsewhere
                case RUN_WITH_JAVA, SEND_JAVA, TELL_SENDER -> throw new AssertionError(act);
            }
        }
    }

    private void run() {
        StandardError first = noise == null
                ? StandardError.ofContext(tools.agent, tools.agent.router.self)
                : new StandardError(Runnable::run, noise);
        try {
            shell = new ShellProcess(
                    tools, first, method, this::script, this, ShellProcess.commandStarter(tools, method));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        perform(launch.started());
        ShellProcess mine = shell;
        var unused = mine.process.onExit().thenRun(() -> exited(mine));
        startThread("stderr", () -> readErrors(mine));
    }

    private String script(String nonce) {
        order = CommandStage.order(nonce, secret, command);
        return CommandStage.script(nonce, order.length);
    }

    private void sendOrder() {
        OutputStream to = shell.input;
        byte[] bytes = order;
        startThread("order", () -> send(bytes, to)); // it may be more than a pipe holds
    }

    private void send(byte[] bytes, OutputStream to) {
        try {
            to.write(bytes);
        } catch (IOException e) {
            tools.agent.log(Level.FINE, name + " did not take the order; its reader will tell why", e);
        }
    }

    private void outOfTime() {
        perform(launch.outOfTime());
    }

    private void kill() {
        if (shell != null) {
            shell.kill();
            watch.begin();
        }
    }

    private ConnectFailure failure() {
        return Diagnosis.failure(tools, name, method, shell, launch.stage(), exitStatus);
    }

    private void fail() {
        attempts.over();
        up.completeExceptionally(
                shell == null
                        ? Diagnosis.closed(tools, name, tools.self())
                        : new Diagnosis(failure(), method, shell, launch, null).exception());
    }

    private void forgetPassword() {
        if (method instanceof AskingMethod asking && asking.password() != null) {
            asking.password().wipe(); // it is ours: the method was decoded for this command alone
            method = asking.withoutPassword();
        }
    }

    // The end.

    private boolean dead() {
        return !shell.process.isAlive();
    }

    /** Not in the pause before another attempt either. */
    private boolean needsNoWatch() {
        State state = launch.state();
        return state == State.OVER || state == State.UP || state == State.WAITING;
    }

    /** The tool has ended before the command ran, and another process has its pipes. */
    private void conclude() {
        exitStatus = shell.process.exitValue();
        perform(launch.over());
    }

    private void exited(ShellProcess tool) {
        watch.begin();
        var unused = tools.timer()
                .schedule(() -> lose(tool), LAST_WORDS, TimeUnit.MILLISECONDS); // if another process has its pipes
    }

    /** The outputs have ended, or will not tell more: if the end was not told by now, it will not be. */
    private void lose(ShellProcess tool) {
        if (tool == shell && up.isDone() && !end.isDone()) {
            int status = tool.exitStatus();
            String message = name + " is gone: " + Diagnosis.end(tools, name, method, status, last);
            End.Reason reason = status < 0
                    ? End.Reason.BROKEN
                    : Loss.ofExit(status) == Loss.KILLED ? End.Reason.KILLED : End.Reason.EXITED;
            end.completeExceptionally(new ContextLostException(new End(null, reason, name, status, message)));
        }
    }

    @Override
    public void ended(String lastLine) {
        last = lastLine;
        lose(shell);
    }

    @Override
    public InputStream told(String word, InputStream behind) {
        told(word);
        return shell.withoutProgress(behind);
    }

    @Override
    public void unwanted(Runnable rest) {
        if (!end.isDone()) {
            startThread("stderr", rest);
        }
    }

    private void told(String word) {
        int status = words.told(word);
        if (status >= 0) {
            end.complete(status);
        }
    }

    @Override
    protected String notStarted() {
        return words.notStarted();
    }

    @Override
    protected String charset() {
        return words.charset();
    }

    @Override
    protected void signalTree(String signal) {
        try {
            shell.input.write((signal + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            // it has ended, or will as the link has
        }
    }

    @Override
    protected void release() {
        if (shell != null) {
            shell.kill();
        }
    }

    @Override
    public InputStream getInputStream() {
        return merged ? outputOf(shell.output) : shell.output;
    }

    private InputStream outputOf(InputStream in) {
        return new TellingOutput(in, secret, this);
    }

    @Override
    public InputStream getErrorStream() {
        InputStream own = merged ? InputStream.nullInputStream() : outputOf(errors.join());
        return noise == null ? own : new SequenceInputStream(new ByteArrayInputStream(noise.taken()), own);
    }

    @Override
    public long pid() {
        return shell.process.pid();
    }
}
