package mitogen.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.io.OutputForwarder;

/**
 * What comes out of a child's process beside the protocol: messages of {@code ssh}, warnings of the JVM, output of native
 * code, of subprocesses and of start files. States: <i>holding</i>, until the child is up, when it is clear that nothing
 * of it belongs into an error, or until it is too much to be held; then <i>forwarding</i> to the controller. Some lines
 * are always kept, for errors.
 */
final class StandardError {
    /** Hears of what is printed before the child is up, on the thread that reads. */
    interface Listener {
        /** This was printed. */
        void printed(String text);

        /** A line was begun, and nothing more came yet: it may be a question. Whether it was taken for one. */
        boolean begunError(String line);

        /** Whether the tool was ended from here. */
        boolean killed();
    }

    /** What is held at most. */
    private static final int HELD = 64 * 1024;

    /** What may wait for the controller to take it; who reads more waits, while the process lives. */
    private static final int WAITING = 4 * HELD;

    private static final int LOOK_MILLIS = 100;

    private final Executor executor;
    private final To to;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final KeptLines lines = new KeptLines(); // guarded by this, as is all below
    private final StringBuilder line = new StringBuilder();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(); // a line of which the end is to come
    private boolean up;
    private boolean forwarding;
    private boolean sending; // a task thread sends what waits

    /** Where it is forwarded. */
    interface To {
        /** Takes bytes; may wait. */
        void send(byte[] bytes, int offset, int length) throws IOException;
    }

    /** The native output of the context of that number. */
    static StandardError ofContext(Agent agent, int context) {
        return new StandardError(
                agent::execute,
                (bytes, offset, length) -> agent.output.send(context, OutputForwarder.NATIVE, bytes, offset, length));
    }

    /** What is forwarded while nobody reads is the executor's work. */
    StandardError(Executor executor, To to) {
        this.executor = executor;
        this.to = to;
    }

    /** The thread {@code mitogen-stderr-NAME}: reads to the end. */
    void read(InputStream in, Listener listener) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                String text = new String(buffer, 0, length, UTF_8);
                if (isIdle()) {
                    to.send(buffer, 0, length);
                } else {
                    forward(buffer, length, null);
                }
                if (!keep(text)) {
                    listener.printed(text);
                    String begun = begun();
                    if (!begun.isEmpty() && listener.begunError(begun)) {
                        asked();
                    }
                }
            }
        } catch (IOException e) {
            if (!listener.killed()) { // or else we have closed it ourselves
                synchronized (this) {
                    lines.keep("(its standard error could not be read further: " + e.getMessage() + ")");
                }
            }
        } finally {
            ended.countDown();
        }
    }

    private synchronized String begun() {
        return line.toString();
    }

    /**
     * The line was a question, which was answered and is no output; what comes next is a new line, though nobody ended this
     * one.
     */
    private synchronized void asked() {
        line.setLength(0);
        begun.reset();
    }

    /** Takes text in; whether the child is up. */
    private synchronized boolean keep(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n') {
                line.append(c);
            }
            if (c == '\n' || line.length() >= KeptLines.MAX_LENGTH) {
                lines.keep(line.toString());
                line.setLength(0);
            }
        }
        return up;
    }

    /** What was printed to standard output before the child was up. Its lines are kept elsewhere. */
    void noise(String text, Process process) {
        byte[] bytes = text.getBytes(UTF_8);
        forward(bytes, bytes.length, process);
    }

    /** Nothing waits, and nothing needs to. */
    private synchronized boolean isIdle() {
        return up && !sending && waiting.size() == 0;
    }

    /** Whole lines while there may be others from standard output, which would get into them. */
    private byte[] lines(byte[] bytes, int length) {
        int end = length;
        while (!up && end > 0 && bytes[end - 1] != '\n' && length - end + begun.size() < HELD) {
            end--;
        }
        begun.write(bytes, 0, end);
        byte[] lines = end == 0 ? new byte[0] : begun.toByteArray();
        if (end > 0) {
            begun.reset();
        }
        begun.write(bytes, end, length - end);
        return lines;
    }

    /** The child is up: what was printed on the way there was not an error. */
    synchronized void up() {
        up = true;
        forwarding = true;
        lines.clear();
        waiting.writeBytes(begun.toByteArray());
        begun.reset();
        send();
    }

    /**
     * Waits while too much waits already.
     *
     * @param process that of a line of standard output, to wait not for longer than it lives, as somebody waits to hear
     *     of its end; null for standard error
     */
    private synchronized void forward(byte[] bytes, int length, Process process) {
        try {
            while (waiting.size() > WAITING) {
                if (process != null && !process.isAlive()) {
                    return; // it could not be connected, and what is told then is kept elsewhere
                }
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (process == null) {
            waiting.writeBytes(lines(bytes, length));
        } else {
            waiting.write(bytes, 0, length);
        }
        forwarding |= waiting.size() > HELD;
        send();
    }

    /** The threads that read must not wait for the controller to take output, so this is another's work. */
    private synchronized void send() {
        if (forwarding && !sending && waiting.size() > 0) {
            sending = true;
            executor.execute(this::sendAll);
        }
    }

    private void sendAll() {
        try {
            for (byte[] next = next(); next != null; next = next()) {
                to.send(next, 0, next.length);
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                sending = false; // so that the next bytes are tried again
            }
            throw e;
        }
    }

    private synchronized byte[] next() {
        notifyAll();
        sending = waiting.size() > 0;
        byte[] next = sending ? waiting.toByteArray() : null;
        waiting.reset();
        return next;
    }

    /** Waits for the last words of a process that has ended; not for ever, as somebody else may hold the pipe open. */
    void awaitEnd() {
        try {
            ended.await(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            lines.keep(line.toString());
            line.setLength(0);
        }
    }

    synchronized List<String> lines() {
        return lines.all();
    }
}
