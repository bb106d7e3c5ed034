package mitogen.controller;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.internal.Printable;
import mitogen.io.OutputForwarder;
import mitogen.parent.Parent;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Gives what contexts print and log to the listener. Owns the thread {@code mitogen-output}, the only one that calls the
 * listener. What waits here is bounded for each context.
 */
final class OutputDispatcher implements Handler, Runnable {
    private static final int MAX_LINE = 1 << 20;

    /** Bytes of one context that may wait here, headers counted: its window if it prints single bytes, and some more. */
    private static final int MAX_WAITING = 36 * OutputForwarder.WINDOW;

    /** Bytes of lines without an end, of all streams; with more, all are given to the listener as they are. */
    private static final long MAX_PARTIAL =
            Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 32);

    /** Loggers that contexts may name, and the characters of a name: the platform never forgets one. */
    private static final int MAX_LOGGERS = 4096;

    private static final int MAX_NAME = 300;

    /** Never another one made from a number that a context sends: the platform keeps these too. */
    private static final Level[] LEVELS = {
        Level.FINEST, Level.FINER, Level.FINE, Level.CONFIG, Level.INFO, Level.WARNING, Level.SEVERE
    };

    private final Agent agent;
    private final OutputListener listener;
    private final Map<Integer, Integer> waits = new ConcurrentHashMap<>(); // bytes, by the context that sent them
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Map<Source, Partial> partial = new HashMap<>(); // of the output thread
    private final Thread thread = new Thread(this, "mitogen-output");
    private volatile Context printing; // the last context that something came from
    private final Set<String> loggers = new HashSet<>(); // of the output thread, as are the next
    private long kept; // bytes in partial
    private boolean ending;

    OutputDispatcher(Agent agent, OutputListener listener) {
        this.agent = agent;
        this.listener = listener;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void handle(Link link, Frame head) {
        if (head.next != null || !within(head)) {
            return; // beyond its window: only a context that is not ours any more does that
        }
        if (head.handle() == Protocol.LOG) {
            Context from = named(head.source());
            queue.add(() -> {
                try {
                    log(head, from);
                } finally {
                    done(head);
                    credit(head.source(), head.payloadLength());
                }
            });
            return;
        }
        int context = head.payloadLength() < 5 ? -1 : head.payloadInt(0);
        if (context < 0 || agent.router.linkTo(context) != link && link != null) {
            done(head);
            return; // it is malformed, or in the name of a context that lies elsewhere
        }
        Context from = named(context); // now, as it may be gone by the time it is its turn
        queue.add(() -> {
            done(head);
            output(head, from);
        });
    }

    /**
     * Whether this, too, may wait here for its context; then it is counted. So it is for the child from behind which it
     * came, whose gate stops to read if all that waits of there is too much.
     */
    private boolean within(Frame head) {
        head.count(1);
        int size = head.length(); // not of the payload alone: frames without any would cost nothing
        if (waits.merge(head.source(), size, Integer::sum) <= MAX_WAITING) {
            return true;
        }
        done(head);
        return false;
    }

    private void done(Frame head) {
        head.count(-1);
        int size = head.length();
        waits.computeIfPresent(head.source(), (unused, waiting) -> waiting == size ? null : waiting - size);
    }

    @Override
    public void run() {
        while (!ending) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) { // a failed assertion is no reason to be silent from then on
                failed(e);
            }
        }
    }

    /** Where a handler of the loggers here fails, or logs to itself until the stack is full, this fails in the same way. */
    private static void failed(Throwable failure) {
        try {
            Logger.getLogger("mitogen").log(Level.WARNING, "the output listener failed", failure);
        } catch (RuntimeException | Error again) {
            System.err.println("mitogen: the output listener failed, and so did the log: " + failure);
        }
    }

    private void output(Frame head, Context from) {
        PayloadReader payload = new PayloadReader(head);
        payload.getInt();
        int code = payload.getByte();
        byte[] chunk = payload.getBytes((int) payload.remaining());
        try {
            if (code >= OutputForwarder.OUT && code <= OutputForwarder.NATIVE) {
                OutputListener.Stream stream = code == OutputForwarder.OUT
                        ? OutputListener.Stream.OUT
                        : code == OutputForwarder.ERR ? OutputListener.Stream.ERR : OutputListener.Stream.NATIVE;
                if (!listener.bytes(from, stream, chunk)) {
                    lines(from, stream, chunk, head.account);
                }
            }
        } finally {
            credit(head.source(), chunk.length);
        }
    }

    private void credit(int context, int bytes) {
        PayloadWriter credit = new PayloadWriter();
        credit.putInt(bytes);
        // Not by this thread, which a context that does not read would hold up.
        agent.router.post(context, Protocol.CREDIT, 0, 0, credit.frames());
    }

    /** The context of that number. The last one is used again: small pieces by the thousand would take one each. */
    private Context named(int context) {
        Context same = printing;
        String name = agent.router.nameOf(context);
        if (same == null || same.id() != context || !same.name().equals(name)) {
            same = Parent.of(agent).context(context, name);
            printing = same;
        }
        return same;
    }

    private void lines(Context context, OutputListener.Stream stream, byte[] chunk, Account account) {
        Source key = new Source(context, stream);
        Partial last = partial.remove(key);
        ByteArrayOutputStream line = last == null ? new ByteArrayOutputStream(0) : last.line;
        if (last != null) {
            last.count(-1);
            kept -= line.size();
        }
        int start = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n' || isTooLong(line.size() + i - start, chunk[i])) {
                line.write(chunk, start, i - start);
                start = chunk[i] == '\n' ? i + 1 : i;
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                listener.line(context, stream, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
        }
        line.write(chunk, start, chunk.length - start);
        if (line.size() > 0) {
            Partial rest = new Partial(line, account);
            if (!rest.count(1)) { // whose child has too much here already, and gets its lines in pieces
                listener.line(context, stream, line.toString(StandardCharsets.UTF_8));
                return;
            }
            partial.put(key, rest);
            kept += line.size();
            if (kept > MAX_PARTIAL) {
                flushPartial();
            }
        }
    }

    /** Whether a line has to be cut before that byte: not within a character of UTF-8. */
    private static boolean isTooLong(int length, byte next) {
        boolean within = (next & 0xc0) == 0x80;
        return length >= MAX_LINE && (!within || length >= MAX_LINE + 3);
    }

    private void log(Frame head, Context from) {
        LogRecord record;
        try {
            PayloadReader payload = new PayloadReader(head);
            Level level = level(payload.getLong());
            Instant time = Instant.ofEpochMilli(payload.getLong());
            String logger = Printable.line(payload.getString());
            String message = Printable.text(payload.getString());
            String trace = Printable.text(payload.getString());
            Map<String, String> mdc = new LinkedHashMap<>();
            while (payload.remaining() > 0) {
                mdc.put(Printable.line(payload.getString()), Printable.text(payload.getString()));
            }
            String text = trace.isEmpty() ? message : message + "\n" + trace.stripTrailing();
            record = new OutputListener.ContextRecord(from, level, text, mdc);
            record.setLoggerName(known(logger) ? logger : "mitogen");
            record.setInstant(time);
        } catch (ValueException | ArithmeticException e) {
            return; // it is malformed; to log that would be what its sender is after
        }
        listener.log(from, record);
    }

    /** The highest of the platform's own levels that is not above a number. */
    private static Level level(long number) {
        Level level = LEVELS[0];
        for (Level each : LEVELS) {
            level = each.intValue() <= number ? each : level;
        }
        return level;
    }

    private boolean known(String logger) {
        return loggers.contains(logger)
                || logger.length() <= MAX_NAME && loggers.size() < MAX_LOGGERS && loggers.add(logger);
    }

    /** The last lines of all streams, which had no end. */
    private void flushPartial() {
        Map<Source, Partial> last = new HashMap<>(partial);
        partial.clear();
        kept = 0;
        last.values().forEach(each -> each.count(-1));
        last.forEach((source, each) ->
                listener.line(source.context, source.stream, each.line.toString(StandardCharsets.UTF_8)));
    }

    void drain() {
        CountDownLatch drained = new CountDownLatch(1);
        queue.add(() -> {
            try {
                flushPartial();
            } finally {
                drained.countDown();
            }
        });
        try {
            while (!drained.await(100, TimeUnit.MILLISECONDS)) {
                if (!thread.isAlive()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        drain();
        queue.add(() -> ending = true);
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line without its end, and who pays for it. */
    private record Partial(ByteArrayOutputStream line, Account account) {
        boolean count(int factor) {
            return account == null || account.keep(factor * (2L * line.size() + 256));
        }
    }

    private record Source(Context context, OutputListener.Stream stream) {}
}
