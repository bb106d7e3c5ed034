package mitogen.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import mitogen.Command;
import mitogen.CommandException;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.RemoteProcess;
import mitogen.streams.ChannelOutputStream;

/** A process at a context, seen from here. */
final class ContextProcess extends RemoteProcess {
    private static final Pattern SIGNAL = Pattern.compile("[A-Z][A-Z0-9+-]*");

    private static final OutputStream NO_INPUT = new OutputStream() {
        @Override
        public void write(int value) throws IOException {
            throw new IOException("the input of this process comes from elsewhere");
        }
    };

    private final CommandCall call;
    private final Started started;
    private final OutputStream input;
    private final InputStream output;
    private final InputStream errors;

    private ContextProcess(CommandCall call, Started started, boolean piped) {
        this.call = call;
        this.started = started;
        input = piped ? new ChannelOutputStream(started.input()) : NO_INPUT;
        output = call.streams.output();
        errors = call.streams.errors();
    }

    /**
     * Starts a command.
     *
     * @param here where the caller runs
     * @param timeout how long to wait until it runs; null for any time
     */
    static ContextProcess start(Context context, Origin here, Command command, Duration timeout) {
        CommandCall call = CommandCall.submit(context, here, command, Plans.toStart(command), null);
        Started started;
        try {
            started = call.streams.started(timeout);
        } catch (RuntimeException e) { // too late, or interrupted
            call.cancel(true);
            call.streams.close();
            throw e;
        }
        if (started == null) {
            call.streams.close();
            var ended = call.await(); // throws, as a rule
            throw new IllegalStateException("a command ended without having been started: " + ended);
        }
        return new ContextProcess(call, started, command.input() instanceof Command.Input.None);
    }

    private Context context() {
        return call.context();
    }

    @Override
    public OutputStream getOutputStream() {
        return input;
    }

    @Override
    public InputStream getInputStream() {
        return output;
    }

    @Override
    public InputStream getErrorStream() {
        return errors;
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return call.get().status();
        } catch (ExecutionException e) {
            return status(e.getCause());
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            call.get(Math.max(0, timeout), unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            status(e.getCause());
            return true;
        }
    }

    /** Of a process whose call has failed: it has one, too, if it was killed because of its command. */
    private static int status(Throwable failure) {
        if (failure instanceof CommandException killed && killed.result().isPresent()) {
            return killed.result().get().status();
        }
        throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    @Override
    public int exitValue() {
        if (!call.isDone()) {
            throw new IllegalThreadStateException("process " + pid() + " in " + context() + " has not ended");
        }
        try {
            return call.await().status();
        } catch (RuntimeException e) {
            return status(e);
        }
    }

    @Override
    public boolean isAlive() {
        return !call.isDone();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return call.handle((result, failure) -> {
            if (failure != null) {
                status(failure); // throws, if nobody knows it
            }
            return this;
        });
    }

    @Override
    public long pid() {
        return started.pid();
    }

    @Override
    public String terminalTool() {
        return started.terminal();
    }

    @Override
    public CommandResult result() {
        return call.await();
    }

    @Override
    public void destroy() {
        send("TERM");
    }

    @Override
    public Process destroyForcibly() {
        send("KILL");
        return this;
    }

    private void send(String signal) {
        if (!call.isDone()) {
            var unused = context().submit(new SendSignal(pid(), signal));
        }
    }

    @Override
    public void signal(String name) {
        if (!SIGNAL.matcher(name).matches() || !call.isDone() && !context().call(new SendSignal(pid(), name))) {
            throw new IllegalArgumentException("there is no signal '" + name + "' in " + context());
        }
    }

    @Override
    public void destroyTree() {
        if (!call.isDone()) {
            context().execute(new EndTree(pid()));
        }
    }

    @Override
    public void resize(int columns, int rows) {
        Command.of("stty").withTerminal(columns, rows); // which checks them
        if (started.terminal() == null) {
            throw new IllegalStateException("process " + pid() + " in " + context() + " has no terminal");
        }
        if (!call.isDone()) {
            context().execute(new Resize(pid(), columns, rows));
        }
    }

    @Override
    public String toString() {
        return "process " + pid() + " in " + context();
    }
}
