package mitogen.cli.remote;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that speaks through this context: its output is copied to ours byte by byte, its end is waited for. */
final class Subprocess {
    private static final int CHUNK = 32 * 1024;

    /**
     * How long an output may stay silent after the process has ended before it is given up. What the process itself
     * wrote is in the pipe by then; only a program that it left in the background can keep the pipe open for longer.
     */
    private static final long SILENCE_NANOS = 500_000_000;

    /** How often that is looked at. An output that ends is noticed at once. */
    private static final int POLL_MILLIS = 50;

    /** How long an interrupted process has between SIGTERM and SIGKILL. */
    private static final int GRACE_MILLIS = 1000;

    private Subprocess() {}

    /**
     * Starts the command. Its standard input is /dev/null, or a pipe where one will be {@linkplain #run fed}.
     *
     * @throws IOException if it cannot be started
     */
    static Process start(List<String> command, boolean fed) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (!fed) {
            builder.redirectInput(new File("/dev/null"));
        }
        return builder.start();
    }

    /**
     * Copies the output of the process until it ends.
     *
     * @param input what to write to its standard input, or null for nothing
     * @return its exit status, 128 plus the signal number where a signal ended it
     * @throws InterruptedException if interrupted; the process and everything below it has been killed then
     */
    static int run(Process process, byte[] input) throws InterruptedException {
        try {
            Pump out = new Pump("stdout of process " + process.pid(), process.getInputStream(), System.out);
            Pump err = new Pump("stderr of process " + process.pid(), process.getErrorStream(), System.err);
            out.start();
            err.start();
            if (input != null) {
                new Feeder("stdin of process " + process.pid(), process.getOutputStream(), input).start();
            }
            int status = process.waitFor();
            out.finish();
            err.finish();
            return status;
        } finally {
            if (process.isAlive()) {
                kill(process);
            }
        }
    }

    /** Ends the process and its descendants, at first politely. */
    private static void kill(Process process) {
        List<ProcessHandle> family = family(process);
        for (ProcessHandle member : family) {
            member.destroy();
        }
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt(); // in a hurry: no grace
        }
        family.addAll(family(process));
        for (ProcessHandle member : family) {
            member.destroyForcibly();
        }
    }

    private static List<ProcessHandle> family(Process process) {
        List<ProcessHandle> family = new ArrayList<>();
        for (Iterator<ProcessHandle> each = process.descendants().iterator(); each.hasNext(); ) {
            family.add(each.next());
        }
        family.add(process.toHandle());
        return family;
    }

    /** Copies one output of a process. Owned by the thread in {@link #run}, which starts it and waits for its end. */
    private static final class Pump extends Thread {
        private final InputStream from;
        private final PrintStream to;
        private volatile boolean writing;
        private volatile long lastActive;

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
        }

        /** Waits until the output ends, or has been silent for a while. To be called when the process has ended. */
        void finish() throws InterruptedException {
            lastActive = System.nanoTime();
            while (isAlive() && (writing || System.nanoTime() - lastActive < SILENCE_NANOS)) {
                join(POLL_MILLIS);
            }
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
