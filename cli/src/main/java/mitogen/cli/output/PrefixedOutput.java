package mitogen.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/**
 * The output of several targets: whole lines, each with its target in front. In a line control characters are shown by
 * their numbers: one target must not write over what another has printed. All else is left as it is, bytes that are no
 * UTF-8 too.
 */
public class PrefixedOutput extends Output {
    /** A line that grows longer than this is cut. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final String ERASE_LINE = "\r\033[K";

    private final int width;
    private final boolean several;
    private final Map<Source, ByteArrayOutputStream> unfinished = new LinkedHashMap<>();
    private String status = "";
    private boolean shown;

    public PrefixedOutput(Terminal terminal, List<Target> targets) {
        super(terminal);
        int longest = 0;
        for (Target target : targets) {
            longest = Math.max(longest, target.name().length());
        }
        width = longest;
        several = targets.size() > 1;
    }

    @Override
    protected void print(String name, Stream stream, byte[] chunk) {
        Source source = new Source(name, stream);
        synchronized (lock) {
            erase();
            ByteArrayOutputStream line = unfinished.computeIfAbsent(source, key -> new ByteArrayOutputStream());
            int start = 0;
            for (int i = 0; i < chunk.length; i++) {
                if (chunk[i] == '\n') {
                    line.write(chunk, start, i - start);
                    printLine(source, line);
                    start = i + 1;
                }
            }
            line.write(chunk, start, chunk.length - start);
            if (line.size() > LONGEST_LINE) {
                printLine(source, line);
            }
            flush(stream);
            showStatus();
        }
    }

    private void printLine(Source source, ByteArrayOutputStream line) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(width + 4 + line.size());
        boolean toOut = source.stream() == Stream.OUT;
        whole.writeBytes(prefix(source.name(), toOut).getBytes(StandardCharsets.UTF_8));
        PrintableBytes.write(line.toByteArray(), whole);
        whole.write('\n');
        line.reset();
        PrintStream to = toOut ? terminal.out() : terminal.err();
        to.write(whole.toByteArray(), 0, whole.size());
    }

    private void flush(Stream stream) {
        if (stream == Stream.OUT) {
            afterPrinting();
        } else {
            terminal.err().flush();
        }
    }

    /** What stands in front of a line of this target: nothing, if it is the only one. */
    protected final String prefix(String name, boolean toOut) {
        if (!several) {
            return "";
        }
        return terminal.colors().prefix(toOut, name + " ".repeat(Math.max(0, width - name.length())) + " |") + " ";
    }

    @Override
    void tell(String name, String text) {
        synchronized (lock) {
            erase();
            String prefix = prefix(name, false);
            text.lines().forEach(line -> terminal.err().println(prefix + line));
            showStatus();
        }
    }

    @Override
    public void progress(int done, int failed, int total) {
        status(done == total ? "" : done + "/" + total + " done" + (failed == 0 ? "" : ", " + failed + " failed"));
    }

    /** Shows another status line; an empty one takes it off. */
    protected final void status(String text) {
        synchronized (lock) {
            erase();
            status = text;
            showStatus();
        }
    }

    @Override
    protected void erase() {
        if (shown) {
            terminal.err().print(ERASE_LINE);
            terminal.err().flush();
            shown = false;
        }
    }

    @Override
    protected void showStatus() {
        if (terminal.live() && !status.isEmpty()) {
            terminal.err().print(status);
            terminal.err().flush();
            shown = true;
        }
    }

    @Override
    public void finish() {
        synchronized (lock) {
            status = "";
            erase();
            unfinished.forEach((source, line) -> {
                if (line.size() > 0) {
                    printLine(source, line);
                    flush(source.stream());
                }
            });
        }
    }

    private record Source(String name, Stream stream) {}
}
