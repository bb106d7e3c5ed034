package mitogen.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/** The output of each target as a whole, which is printed when the target is done, or at the end. Until then it is kept in memory, up to {@link #MOST} bytes. */
abstract class GatheredOutput extends Output {
    /** More of one stream of a target is left out; it would fill the memory. */
    static final int MOST = 16 << 20;

    static final String LEFT_OUT = "more than 16 MiB was printed, and the rest is left out here; --out-dir keeps all";

    /** The targets, in their order. */
    final List<Target> targets;

    /** By the targets' names; under the lock. */
    private final Map<String, Text> texts = new HashMap<>();

    GatheredOutput(Terminal terminal, List<Target> targets) {
        super(terminal);
        this.targets = targets;
    }

    /** What a target has printed. */
    static final class Text {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        boolean leftOut;

        void add(boolean toOut, byte[] chunk) {
            ByteArrayOutputStream to = toOut ? out : errors;
            int count = Math.min(chunk.length, MOST - to.size());
            to.write(chunk, 0, count);
            leftOut |= count < chunk.length;
        }
    }

    @Override
    protected final void print(String name, Stream stream, byte[] chunk) {
        synchronized (lock) {
            text(name).add(stream == Stream.OUT, chunk);
        }
    }

    /** Under the lock. */
    final Text text(String target) {
        return texts.computeIfAbsent(target, name -> new Text());
    }

    /** A target is done; under the lock. */
    abstract void done(Outcome outcome);

    @Override
    public final void ended(Outcome outcome, Runnable drain) {
        drain.run();
        synchronized (lock) {
            erase();
            done(outcome);
            afterPrinting();
            terminal.err().flush();
            showStatus();
        }
    }

    @Override
    void tell(String name, String text) {
        synchronized (lock) {
            erase();
            text.lines().forEach(line -> terminal.err().println(name + " | " + line));
            showStatus();
        }
    }

    /** Prints lines as they are, but for control characters: one target must not write over what stands above. */
    static void lines(byte[] text, String prefix, PrintStream to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(text.length + 16);
        byte[] front = prefix.getBytes(StandardCharsets.UTF_8);
        for (byte[] line : LineDiff.lines(text)) {
            all.writeBytes(front);
            PrintableBytes.write(line, all);
            all.write('\n');
        }
        to.write(all.toByteArray(), 0, all.size());
    }
}
