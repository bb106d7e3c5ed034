package mitogen.parent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.io.OutputForwarder;

/**
 * What comes out of a child's process beside the protocol: messages of {@code ssh}, warnings of the JVM, output of native
 * code and of subprocesses. Kept until the child is up, when it is clear that it does not belong into an error; from
 * then on forwarded to the controller as it comes. The last lines are always kept.
 */
final class StandardError {
    private final Agent agent;
    private final int context;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Deque<String> lines = new ArrayDeque<>(); // guarded by this, as is all below
    private final StringBuilder line = new StringBuilder();
    private boolean up;

    StandardError(Agent agent, int context) {
        this.agent = agent;
        this.context = context;
    }

    /** The thread {@code mitogen-stderr-NAME}: reads to the end. */
    void read(InputStream in, Markers.Watcher watcher) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
                if (keep(text)) {
                    agent.output.send(context, OutputForwarder.NATIVE, buffer, 0, length);
                } else {
                    watcher.printed(text);
                    String begun = begun();
                    if (!begun.isEmpty() && watcher.begun(begun, true)) {
                        asked();
                    }
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                Lines.keep(lines, "(its standard error could not be read further: " + e.getMessage() + ")");
            }
        } finally {
            ended.countDown();
        }
    }

    private synchronized String begun() {
        return line.toString();
    }

    /** The line was a question; what comes next is a new line, though nobody ended this one. */
    private synchronized void asked() {
        line.setLength(0);
    }

    /** Takes text in; whether it is to be forwarded too. */
    private synchronized boolean keep(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\n') {
                line.append(c);
            }
            if (c == '\n' || line.length() >= Lines.MAX_LENGTH) {
                Lines.keep(lines, line.toString());
                line.setLength(0);
            }
        }
        return up;
    }

    /** The child is up: what was printed on the way there was not an error. */
    void up(List<String> noise) throws IOException {
        StringBuilder held = new StringBuilder();
        synchronized (this) {
            up = true;
            for (String each : noise) {
                held.append(each).append('\n');
            }
            for (String each : lines) {
                held.append(each).append('\n');
            }
            lines.clear();
        }
        byte[] bytes = held.toString().getBytes(StandardCharsets.UTF_8);
        // The reader thread must not wait for the controller to take output, so this is another's work.
        agent.execute(() -> forward(bytes));
    }

    private void forward(byte[] bytes) {
        try {
            agent.output.send(context, OutputForwarder.NATIVE, bytes, 0, bytes.length);
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the last words of a process that has ended; not for ever, as somebody else may hold the pipe open. */
    void awaitEnd() {
        try {
            ended.await(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            Lines.keep(lines, line.toString());
            line.setLength(0);
        }
    }

    synchronized List<String> lines() {
        return new ArrayList<>(lines);
    }
}
