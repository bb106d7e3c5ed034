package mitogen.cli.remote;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A process that speaks through this context: its output is copied to ours byte by byte, its end is waited for. */
final class Subprocess {
    private static final int CHUNK = 32 * 1024;

    /**
     * How long an output may stay silent after the process has ended before it is given up. What the process itself
     * wrote is in the pipe by then; only a program that it left in the background can keep the pipe open for longer.
     */
    static final long SILENCE_SECONDS = 5;

    static final String LEFT_OPEN = "mitogen: a program in the background has the output still open and was silent for "
            + SILENCE_SECONDS + " s; what it prints from now on is not shown.\n"
            + "Start it with its output redirected: >/dev/null 2>&1 &";

    /** How often that is looked at. An output that ends is noticed at once. */
    private static final int POLL_MILLIS = 50;

    /** How long an interrupted process has between SIGTERM and SIGKILL. */
    private static final int GRACE_MILLIS = 1000;

    private final Process process;
    private final boolean piped;
    private final InputStream out;
    private final InputStream err;

    private Subprocess(Process process, boolean piped, InputStream out, InputStream err) {
        this.process = process;
        this.piped = piped;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts the command.
     *
     * @param piped whether its standard input is a pipe, which {@link #run} feeds; otherwise it is /dev/null
     * @throws IOException if it cannot be started
     */
    static Subprocess start(List<String> command, boolean piped) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (!piped) {
            builder.redirectInput(new File("/dev/null"));
        }
        OutputPipes pipes = OutputPipes.open();
        if (pipes == null) {
            Process process = AsFromAShell.start(builder);
            return new Subprocess(process, piped, process.getInputStream(), process.getErrorStream());
        }
        try (OutputPipes lent = pipes) {
            lent.redirect(builder);
            return new Subprocess(AsFromAShell.start(builder), piped, lent.out(), lent.err());
        }
    }

    /**
     * Copies the output of the process until it ends, and of what it left in the background for as long as that prints.
     *
     * @param input what to write to its standard input; null for nothing, and an end when {@link EndInput} says so
     * @return its exit status, 128 plus the signal number where a signal ended it
     * @throws InterruptedException if interrupted; the process and everything below it has been killed then
     */
    int run(byte[] input) throws InterruptedException {
        return run(input, SILENCE_SECONDS * 1_000_000_000);
    }

    /** The same, with another silence. */
    int run(byte[] input, long silenceNanos) throws InterruptedException {
        try {
            Pump stdout = new Pump("stdout of process " + process.pid(), out, System.out);
            Pump stderr = new Pump("stderr of process " + process.pid(), err, System.err);
            stdout.start();
            stderr.start();
            if (input != null) {
                new Feeder("stdin of process " + process.pid(), process.getOutputStream(), input).start();
            } else if (piped) {
                OpenInput.lend(process);
            }
            int status = process.waitFor();
            boolean ended = finish(stdout, stderr, silenceNanos);
            if (!ended) {
                System.err.println(LEFT_OPEN);
            }
            return status;
        } finally {
            if (process.isAlive()) {
                kill(process);
            }
        }
    }

    /** Waits until both outputs have ended; gives false if one is still open and both have been silent for too long. */
    private static boolean finish(Pump stdout, Pump stderr, long silence) throws InterruptedException {
        long since = System.nanoTime();
        while (stdout.isAlive() || stderr.isAlive()) {
            long now = System.nanoTime();
            if (now - since > silence && stdout.isSilent(now - silence) && stderr.isSilent(now - silence)) {
                return false;
            }
            (stdout.isAlive() ? stdout : stderr).join(POLL_MILLIS);
        }
        return true;
    }

    /**
     * Ends the process and its descendants, at first politely. All of them are frozen meanwhile: a shell would run its next
     * command once what it waits for has ended.
     */
    private static void kill(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>();
        family.add(process.toHandle());
        freeze(family);
        for (ProcessHandle member : family) {
            member.destroy();
        }
        signal("CONT", family);
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt(); // in a hurry: no grace
        }
        freeze(family);
        for (ProcessHandle member : family) {
            member.destroyForcibly();
        }
    }

    /** Freezes these and all below them, parents first, and adds those that are found. */
    private static void freeze(Set<ProcessHandle> family) {
        Set<ProcessHandle> frozen = new LinkedHashSet<>();
        family.removeIf(member -> !member.isAlive());
        do {
            signal("STOP", family);
            frozen.addAll(family);
            for (ProcessHandle member : frozen) {
                family.addAll(member.descendants().toList());
            }
        } while (family.size() > frozen.size());
    }

    /** By a shell, as Java knows no such signals. Where none can be started, it goes without. */
    private static void signal(String signal, Set<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -$0 $*", signal));
        for (ProcessHandle process : processes) {
            command.add(String.valueOf(process.pid()));
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (!processes.isEmpty()) {
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
        } catch (IOException e) {
            // see above
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies one output of a process. Owned by the thread in {@link #run}, which starts it and waits for its end. */
    private static final class Pump extends Thread {
        private final InputStream from;
        private final PrintStream to;
        private volatile boolean writing;
        private volatile long lastActive = System.nanoTime();

        Pump(String name, InputStream from, PrintStream to) {
            super(name);
            this.from = from;
            this.to = to;
            setDaemon(true);
        }

        @Override
        public void run() {
            byte[] chunk = new byte[CHUNK];
            try {
                for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                    writing = true;
                    to.write(chunk, 0, n);
                    to.flush();
                    lastActive = System.nanoTime();
                    writing = false;
                }
            } catch (IOException closed) {
                // The JDK closes the pipe under a reader when the process is gone: the end, as well.
                writing = false;
            }
            lastActive = System.nanoTime(); // what ends the one output ends the other in a moment
        }

        /** Whether nothing has come since then. */
        boolean isSilent(long since) {
            return !writing && lastActive - since < 0;
        }
    }

    /**
     * Writes the input of a process. A thread of its own, because a process may speak before it has read everything;
     * nobody waits for it, because a process may also end without.
     */
    private static final class Feeder extends Thread {
        private final OutputStream to;
        private final byte[] input;

        Feeder(String name, OutputStream to, byte[] input) {
            super(name);
            this.to = to;
            this.input = input;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (OutputStream closing = to) {
                closing.write(input);
            } catch (IOException ended) {
                // It ended without reading all of it, as a script does that has an exit in the middle.
            }
        }
    }
}
