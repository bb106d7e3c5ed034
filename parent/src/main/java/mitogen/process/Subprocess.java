package mitogen.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import mitogen.CommandException.Reason;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.streams.ChannelInputStream;

/** A process of this context that was started for another one. */
final class Subprocess {
    /**
     * How long an output may stay silent after the process has ended before it is given up. What the process itself wrote is
     * in the pipe by then; only a program that it left in the background can keep the pipe open for longer.
     */
    static final long SILENCE_NANOS = 5_000_000_000L;

    /** How often that is looked at. An output that ends is noticed at once. */
    private static final int POLL_MILLIS = 50;

    /** Those that run, by the number that others know. */
    private static final Map<Long, Subprocess> RUNNING = new ConcurrentHashMap<>();

    private final Plan plan;
    private final Process process;
    private final InputStream out;
    private final InputStream err;
    private final Process holder;
    private final Terminal terminal;
    private final long began = System.nanoTime();
    private volatile long pid; // of the command; that of the process is the tool's at a terminal
    private volatile String device;
    private volatile Reason reason; // why it was killed

    /** A process that has just been started; the pipes, the holder and the terminal may be null. */
    Subprocess(Plan plan, Process process, OutputPipes pipes, Process holder, Terminal terminal) {
        this.plan = plan;
        this.process = process;
        this.holder = holder;
        this.terminal = terminal;
        pid = process.pid();
        out = pipes == null ? process.getInputStream() : pipes.out();
        err = pipes == null ? process.getErrorStream() : pipes.err();
    }

    /** The one with this number, or null if it has ended. */
    static Subprocess running(long pid) {
        return RUNNING.get(pid);
    }

    /**
     * Serves it until its end.
     *
     * @param output takes what is not collected, printed or discarded; or null
     * @param errors the same
     * @param started is told that it runs; or null
     * @throws InterruptedException if interrupted; the process and everything below it has been killed then
     */
    Ended run(Sender<byte[]> output, Sender<byte[]> errors, Sender<Started> started, long silence)
            throws InterruptedException {
        Receiver<byte[]> input = null;
        Pump stdout = null;
        Pump stderr = null;
        boolean done = false;
        try {
            if (plan.input() == Plan.Input.CHANNEL) {
                input = Context.current().receiver();
            }
            Sender<byte[]> sender = input == null ? null : input.sender();
            Sink sink = plan.feeds() ? Sink.intoOpen(output) : sink(plan.output(), output, System.out);
            if (terminal != null) {
                sink = new MarkSink(sink, (device, number) -> {
                    this.device = device;
                    started(number, sender, started);
                });
            } else {
                started(pid, sender, started);
            }
            stdout = pump("stdout", out, plan.output(), sink);
            stderr = pump("stderr", err, plan.errors(), sink(plan.errors(), errors, System.err));
            feed(input);
            if (plan.timeoutNanos() > 0 && !process.waitFor(plan.timeoutNanos(), TimeUnit.NANOSECONDS)) {
                kill(Reason.TIMED_OUT);
            }
            int status = status(stdout, stderr, silence);
            boolean complete = finish(stdout, stderr, silence);
            done = complete || plan.outlived();
            return new Ended(
                    reason,
                    null,
                    status,
                    stdout == null ? new byte[0] : stdout.collected(),
                    stderr == null ? new byte[0] : stderr.collected(),
                    charset(),
                    System.nanoTime() - began,
                    !complete,
                    null,
                    null);
        } finally {
            RUNNING.remove(pid, this);
            if (process.isAlive()) {
                cut(stdout);
                cut(stderr);
                killTree();
            }
            if (holder != null) {
                holder.destroyForcibly();
            }
            if (input != null) {
                input.close();
            }
            if (!done) {
                giveUp(stdout);
                giveUp(stderr);
            }
        }
    }

    /** Waits for it. What was printed on a link that ended first is delivered before that is told. */
    private int status(Pump stdout, Pump stderr, long silence) throws InterruptedException {
        try {
            return process.waitFor();
        } catch (ContextLostException lost) {
            finish(stdout, stderr, silence);
            throw lost;
        }
    }

    private void started(long number, Sender<byte[]> input, Sender<Started> to) {
        pid = number;
        RUNNING.put(number, this);
        if (to != null) {
            to.send(new Started(number, input, terminal == null ? null : terminal.tool, charset()));
        }
    }

    private String charset() {
        return process instanceof Distant distant
                ? distant.charset()
                : Locales.charset().name();
    }

    private void killTree() {
        if (process instanceof Distant distant) {
            distant.killTree();
        } else {
            Family.kill(process);
        }
    }

    private Sink sink(Plan.Output where, Sender<byte[]> sender, PrintStream own) {
        return switch (where) {
            case COLLECTED -> Sink.collect(plan.limit(), () -> kill(Reason.TOO_MUCH_OUTPUT));
            case CHANNEL -> Sink.to(plan.outlived() ? sender.detach() : sender);
            case CONTEXT -> Sink.to(own);
            case DISCARDED, MERGED -> null;
        };
    }

    private Pump pump(String name, InputStream from, Plan.Output where, Sink sink) {
        if (where == Plan.Output.DISCARDED || where == Plan.Output.MERGED) {
            try {
                from.close();
            } catch (IOException e) {
                // Nobody has written to it.
            }
            return null;
        }
        Pump pump = new Pump(threadName(name), from, sink);
        pump.start();
        return pump;
    }

    private String threadName(String stream) {
        return "mitogen-process-" + stream + "-" + pid;
    }

    private void feed(Receiver<byte[]> input) {
        if (process instanceof Distant) {
            return;
        }
        String name = threadName("stdin");
        if (plan.script() != null) {
            Process reader = holder != null ? holder : process;
            new Feeder(name, new ByteArrayInputStream(plan.script()), reader.getOutputStream(), () -> {}).start();
        }
        if (input != null) {
            new Feeder(name, new ChannelInputStream(input), process.getOutputStream(), () -> kill(Reason.INPUT_FAILED))
                    .start();
        } else if (plan.input() == Plan.Input.GIVEN) {
            new Feeder(name, new ByteArrayInputStream(plan.given()), process.getOutputStream(), () -> {}).start();
        }
    }

    /** Ends it and all below it, as somebody asked for that. */
    void endTree() {
        killTree();
    }

    /** The same, as it has done what it must not. */
    private void kill(Reason why) {
        reason = why;
        killTree();
    }

    /**
     * Waits until both outputs have ended; gives false if one is still open and both have been silent for too long. If outputs
     * outlive the process, that nobody takes them counts as silence: whoever ends a process and waits for it need not read.
     */
    private boolean finish(Pump stdout, Pump stderr, long silence) throws InterruptedException {
        long since = System.nanoTime();
        for (Pump open = open(stdout, stderr); open != null; open = open(stdout, stderr)) {
            long now = System.nanoTime();
            boolean isKilled = reason != null; // then whoever takes the output slowly is not waited for
            if (now - since > silence
                    && (isKilled || isSilent(stdout, now - silence) && isSilent(stderr, now - silence))) {
                return false;
            }
            open.join(POLL_MILLIS);
        }
        return true;
    }

    /** One that has not ended; null if both have. Either may end in the next moment. */
    private static Pump open(Pump stdout, Pump stderr) {
        return runs(stdout) ? stdout : runs(stderr) ? stderr : null;
    }

    private static boolean runs(Pump pump) {
        return pump != null && pump.isAlive();
    }

    private boolean isSilent(Pump pump, long since) {
        return pump == null || pump.isSilent(since, plan.outlived());
    }

    private static void cut(Pump pump) {
        if (pump != null) {
            pump.cut();
        }
    }

    private static void giveUp(Pump pump) {
        if (pump != null) {
            pump.giveUp();
        }
    }

    /** Sends a signal to the command; gives false if there is no such signal. */
    boolean signal(String name) {
        if (terminal == null && name.equals("TERM")) {
            process.destroy();
        } else if (terminal == null && name.equals("KILL")) {
            process.destroyForcibly();
        } else if (process.isAlive()) {
            return Family.signal(name, List.of(pid));
        }
        return true;
    }

    /** Tells the terminal another size. */
    void resize(int columns, int rows) {
        if (device != null) {
            Terminal.resize(device, columns, rows);
        }
    }
}
