package mitogen.process;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.DeadlineException;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task;
import mitogen.streams.ChannelInputStream;
import mitogen.streams.ChannelOutputStream;

/**
 * The streams of a command at this end: channels, and the threads that copy between them and what the command was given. A
 * thread ends with its stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a future of a call; the call belongs to the command that it feeds
final class Streams implements AutoCloseable {
    private static final int CHUNK = 4 * ChannelOutputStream.CHUNK; // fewer values cost less on the way

    private final Command command;
    private final Origin here;
    private final Sender<byte[]> fed;
    private final Receiver<byte[]> output;
    private final Receiver<byte[]> errors;
    private final Receiver<Started> started;
    private volatile Throwable inputFailure;
    private volatile boolean closed;
    private CompletableFuture<CommandCall> source = CompletableFuture.completedFuture(null);
    private final CompletableFuture<Started> runs = new CompletableFuture<>();

    /**
     * For one command.
     *
     * @param here where the caller runs
     * @param fed takes its standard output, if the plan says that it feeds another command
     */
    Streams(Command command, Plan plan, Origin here, Sender<byte[]> fed) {
        this.command = command;
        this.here = here;
        this.fed = fed;
        output = plan.output() == Plan.Output.CHANNEL && !plan.feeds()
                ? here.context().receiver()
                : null;
        errors = plan.errors() == Plan.Output.CHANNEL ? here.context().receiver() : null;
        started = plan.outlived()
                        || plan.feeds()
                        || output != null
                        || errors != null
                        || plan.input() == Plan.Input.CHANNEL
                ? here.context().receiver(Started.class)
                : null;
        if (started != null) {
            started.onReady(this::look);
        }
    }

    /** The task that runs it in a context. */
    Task<Ended> task(Plan plan) {
        return new RunProcess(plan, fed == null ? sender(output) : fed, sender(errors), sender(started));
    }

    /** The task that has it run at the end of a path. */
    Task<Ended> task(ConnectionMethod method, String name, Plan plan) {
        return new RunBehind(method, name, plan, sender(output), sender(errors), sender(started));
    }

    private static <T> Sender<T> sender(Receiver<T> receiver) {
        return receiver == null ? null : receiver.sender();
    }

    /** Looks whether the command runs, or has ended without. On a task thread. */
    private void look() {
        try {
            Started came = started.poll();
            if (came != null) {
                runs.complete(came);
            }
        } catch (MitogenException ended) {
            runs.complete(null); // the call tells why
        }
    }

    /** Waits until the command runs, at most so long; gives null if it never did, for which the call tells the reason. */
    Started started(Duration timeout) {
        try {
            if (Thread.interrupted()) { // also where the command runs already, which get would return
                throw new InterruptedException();
            }
            return timeout == null ? runs.get() : runs.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineException("not started within " + timeout + ": " + command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while a command was started: " + command, e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** What comes out, for who reads it himself. */
    InputStream output() {
        return read(output, command.output().isEmpty());
    }

    /** The same for standard error. */
    InputStream errors() {
        return read(errors, command.errors().isEmpty());
    }

    private static InputStream read(Receiver<byte[]> receiver, boolean own) {
        return receiver != null && own ? new ChannelInputStream(receiver) : InputStream.nullInputStream();
    }

    /** Starts to copy what comes out to where the command says. The result is done when all is copied. */
    CompletableFuture<Void> copyOutputs() {
        CompletableFuture<Void> out = copy("stdout", output, command.output().orElse(null));
        CompletableFuture<Void> err = copy("stderr", errors, command.errors().orElse(null));
        return CompletableFuture.allOf(out, err);
    }

    private CompletableFuture<Void> copy(String name, Receiver<byte[]> from, Command.Output to) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (from == null || to == null) {
            done.complete(null);
            return done;
        }
        thread(name, () -> {
            try (InputStream in = new ChannelInputStream(from)) {
                if (to instanceof Command.Output.ToLines lines) {
                    copyLines(in, lines);
                } else {
                    copyBytes(in, ((Command.Output.ToStream) to).stream());
                }
                done.complete(null);
            } catch (ChannelInputStream.LostException lost) {
                done.complete(null); // the call tells that, too
            } catch (Throwable e) { // whatever the user's stream throws
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void copyBytes(InputStream in, OutputStream to) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            to.write(chunk, 0, count);
            to.flush();
        }
    }

    private void copyLines(InputStream in, Command.Output.ToLines to) throws IOException {
        Started at = started(null);
        Lines lines = new Lines(Locales.named(at == null ? null : at.charset()), line -> {
            if (!closed) {
                to.consumer().accept(line);
            }
        });
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            lines.add(chunk, count);
        }
        lines.end();
    }

    /** Starts to send what the command is to read. */
    void sendInput() {
        if (command.input() instanceof Command.Input.OfCommand from) {
            source = runs.thenApply(to -> to == null ? null : feed(from, to.input()));
        } else if (started != null && !(command.input() instanceof Command.Input.None)) {
            thread("stdin", () -> {
                Started to = started(null);
                if (to != null && to.input() != null) {
                    send(to.input());
                }
            });
        }
    }

    /** Has the other command run, whose output goes to this one without coming here. */
    private CommandCall feed(Command.Input.OfCommand from, Sender<byte[]> to) {
        Plan plan = Plans.toFeed(from.command());
        Receiver<byte[]> passing =
                here.fenced() ? here.context().receiver() : null; // where the one may not talk to the other
        Sender<byte[]> sender = passing == null ? to : passing.sender();
        try {
            CommandCall call = CommandCall.submit((Context) from.context(), here, from.command(), plan, sender);
            if (passing != null) {
                thread("pipe", () -> pass(passing, to));
            }
            var unused = call.thenApply(CommandResult::orThrow).exceptionally(failure -> {
                to.fail(new CancellationException("the command before has failed")); // if that did not say so itself
                return null;
            });
            return call;
        } catch (RuntimeException | Error e) {
            inputFailure = e;
            to.fail(e);
            if (passing != null) {
                passing.close();
            }
            return null;
        }
    }

    private static void pass(Receiver<byte[]> from, Sender<byte[]> to) {
        try (from) {
            for (byte[] chunk : from) {
                to.send(chunk);
            }
            to.close();
        } catch (MitogenException failed) { // it is not whole, or nobody wants more
            to.fail(failed);
        }
    }

    /** Done when the command runs; with null if it never did. */
    CompletableFuture<Started> running() {
        return runs;
    }

    /** The call of the command that this one reads from; null if there is none. */
    CompletableFuture<CommandCall> source() {
        return source;
    }

    private void send(Sender<byte[]> to) {
        try (InputStream in = input()) {
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                to.send(Arrays.copyOf(chunk, count));
            }
            to.close();
        } catch (MitogenException ended) {
            // The command reads no more, or is gone.
        } catch (Throwable e) { // whatever the user's stream throws: it is not the end of the input
            inputFailure = e;
            to.fail(e);
        }
    }

    private InputStream input() throws IOException {
        Command.Input input = command.input();
        if (input instanceof Command.Input.OfFile file) {
            return Files.newInputStream(file.file());
        }
        if (input instanceof Command.Input.Bytes bytes) {
            return new ByteArrayInputStream(bytes.bytes());
        }
        return new FilterInputStream(((Command.Input.OfStream) input).stream()) {
            @Override
            public void close() {
                // It is the user's.
            }
        };
    }

    /** Why the input could not be read, or null. */
    Throwable inputFailure() {
        return inputFailure;
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "mitogen-command-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        for (Receiver<?> each : new Receiver<?>[] {output, errors, started}) {
            if (each != null) {
                each.close();
            }
        }
    }
}
