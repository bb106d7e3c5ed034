package mitogen.cli.output;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import mitogen.Command;
import mitogen.Context;
import mitogen.cli.contexts.ContextOutput;
import mitogen.cli.status.Failures;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.internal.Printable;

/**
 * What arrives from the targets, on its way to the terminal. The library calls it on its threads, for several targets at
 * once. Subclasses print; all that they print, and all of their state, is under {@link #lock}.
 */
public abstract class Output implements ContextOutput {
    protected final Terminal terminal;
    protected final Object lock = new Object();

    /** What each context is called here, by its number. Under its own lock. */
    private final Map<Integer, String> names = new HashMap<>();

    private volatile Runnable whenBroken = () -> {};
    private volatile boolean muted;
    private volatile OutFiles files;

    Output(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The output of one target is passed on as it is; several targets get a line prefix each. */
    public static Output of(Terminal terminal, List<Target> targets) {
        return targets.size() == 1 ? new PlainOutput(terminal) : new PrefixedOutput(terminal, targets);
    }

    /** Names the context that the connect gives. It may speak before we have heard its number: it waits meanwhile. */
    @Override
    public final Context named(String name, Supplier<Context> connect) {
        synchronized (names) {
            Context context = connect.get();
            names.put(context.id(), name);
            return context;
        }
    }

    final String nameOf(Context context) {
        synchronized (names) {
            String name = names.get(context.id());
            return name == null ? context.name() : name;
        }
    }

    @Override
    public final boolean bytes(Context context, Stream stream, byte[] chunk) {
        bytes(nameOf(context), stream, chunk);
        return true;
    }

    /** The target of this name has printed something. */
    final void bytes(String name, Stream stream, byte[] chunk) {
        OutFiles kept = files;
        if (kept != null && !kept.write(name, stream == Stream.OUT, chunk)) {
            files = null;
            notice("mitogen: a file of --out-dir cannot be written: look whether its disk is full");
            synchronized (lock) {
                broken();
            }
        }
        if (!muted) {
            print(name, stream, chunk);
        }
    }

    /** Where a command prints that has no context, but a target of this name. */
    public final Command.Output of(String name, Stream stream) {
        return Command.Output.to(new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                bytes(name, stream, Arrays.copyOfRange(bytes, offset, offset + length));
            }
        });
    }

    /** Prints what the target of this name has printed. */
    protected abstract void print(String name, Stream stream, byte[] chunk);

    @Override
    public void line(Context context, Stream stream, String line) {
        throw new AssertionError("bytes() has taken everything");
    }

    @Override
    public void log(Context context, LogRecord record) {
        SimpleFormatter formatter = new SimpleFormatter();
        StringBuilder text = new StringBuilder(record.getLevel().getName())
                .append(' ')
                .append(record.getLoggerName())
                .append(": ")
                .append(formatter.formatMessage(record).replace("\n", "\n  "));
        if (record.getThrown() != null) {
            text.append('\n').append(Failures.trace(record.getThrown()));
        }
        complain(nameOf(context), text.toString());
    }

    /** Prints a result of the command itself. */
    public final void print(String line) {
        synchronized (lock) {
            erase();
            terminal.out().println(Printable.text(line));
            afterPrinting();
            showStatus();
        }
    }

    /** Prints on standard error what concerns the target of this name; several lines are one piece. */
    @Override
    public final void complain(String name, String text) {
        tell(name, Printable.text(text));
    }

    /** {@link #complain}, of text that does the terminal no harm. */
    abstract void tell(String name, String text);

    @Override
    public final void notice(String text) {
        synchronized (lock) {
            erase();
            terminal.err().println(Printable.text(text));
            showStatus();
        }
    }

    /** Prints a failure of ours. */
    public final void failure(String name, String text) {
        complain(name, "mitogen: " + text);
    }

    /** How far the command is; shown, if at all, on a line that comes and goes. */
    public void progress(int done, int failed, int total) {}

    /** Takes the status line off the screen. Under the lock. */
    protected void erase() {}

    /** Puts it back. Under the lock. */
    protected void showStatus() {}

    /** A target is done; the drain has all printed that it has sent. */
    public void ended(Outcome outcome, Runnable drain) {}

    /** Whether what failed is in what is printed of each target. */
    boolean tellsFailures() {
        return false;
    }

    /** Has all that the targets print written to files as well. */
    public final void keepIn(OutFiles kept) {
        files = kept;
    }

    /** Nothing more comes. */
    public final void close() {
        finish();
        OutFiles kept = files;
        if (kept != null) {
            kept.close();
        }
    }

    /** From now on what the targets print is dropped. */
    public final void mute() {
        muted = true;
    }

    /** Prints what is still held back: lines without an end. */
    public void finish() {}

    /** Has this called when nobody reads standard output any more. */
    public final void whenBroken(Runnable action) {
        whenBroken = action;
    }

    /** To be called after each print to standard output. PrintStream keeps errors to itself unless asked. */
    protected final void afterPrinting() {
        if (terminal.out().checkError()) {
            broken();
        }
    }

    private void broken() {
        Runnable once = whenBroken;
        whenBroken = () -> {};
        once.run();
    }
}
