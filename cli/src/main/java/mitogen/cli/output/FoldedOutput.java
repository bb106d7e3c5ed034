package mitogen.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.FoldedNames;
import mitogen.cli.targets.Target;

/**
 * {@code -b} and {@code --diff}: at the end, each output once, with the names of all targets that printed the same. With
 * differences, all but the most common one are told by how they differ from that.
 */
public final class FoldedOutput extends GatheredOutput {
    private final boolean differences;
    private final Set<String> ended = new HashSet<>();
    private boolean printed;

    public FoldedOutput(Terminal terminal, List<Target> targets, boolean differences) {
        super(terminal, targets);
        this.differences = differences;
    }

    @Override
    void done(Outcome outcome) {
        ended.add(outcome.target().name());
    }

    @Override
    public void finish() {
        synchronized (lock) {
            erase();
            if (!printed) {
                printed = true;
                print(text -> text.out, terminal.out());
                print(text -> text.errors, terminal.err());
                List<String> cut = names(text -> text.leftOut);
                if (!cut.isEmpty()) {
                    terminal.err().println("mitogen: " + FoldedNames.of(cut) + ": " + LEFT_OUT);
                }
                List<String> unfinished = new ArrayList<>(names(text -> text.out.size() + text.errors.size() > 0));
                unfinished.removeAll(ended);
                if (!unfinished.isEmpty()) {
                    terminal.err().println("mitogen: not at their end: " + FoldedNames.of(unfinished));
                }
                afterPrinting();
                terminal.err().flush();
            }
        }
    }

    private List<String> names(Function<Text, Boolean> is) {
        return targets.stream()
                .map(Target::name)
                .filter(name -> is.apply(text(name)))
                .toList();
    }

    private void print(Function<Text, ByteArrayOutputStream> stream, PrintStream to) {
        Map<ByteBuffer, List<String>> groups = new LinkedHashMap<>();
        for (Target target : targets) {
            byte[] text = stream.apply(text(target.name())).toByteArray();
            if (text.length > 0) {
                groups.computeIfAbsent(ByteBuffer.wrap(text), key -> new ArrayList<>())
                        .add(target.name());
            }
        }
        Map.Entry<ByteBuffer, List<String>> common = null;
        for (Map.Entry<ByteBuffer, List<String>> group : groups.entrySet()) {
            if (common == null || group.getValue().size() > common.getValue().size()) {
                common = group;
            }
        }
        if (common == null) {
            return;
        }
        if (differences) {
            print(common, null, to);
        }
        for (Map.Entry<ByteBuffer, List<String>> group : groups.entrySet()) {
            if (!differences || group != common) {
                print(group, differences ? common : null, to);
            }
        }
    }

    private void print(
            Map.Entry<ByteBuffer, List<String>> group, Map.Entry<ByteBuffer, List<String>> common, PrintStream to) {
        List<String> names = group.getValue();
        String heading = "== " + FoldedNames.of(names) + " (" + names.size() + ")"
                + (common == null ? "" : ", against " + FoldedNames.of(common.getValue()));
        to.println(terminal.colors().heading(to == terminal.out(), heading));
        byte[] text = group.getKey().array();
        if (common == null) {
            lines(text, "", to);
        } else {
            LineDiff.of(common.getKey().array(), text)
                    .forEach(change -> lines(change.line(), change.added() ? "+" : "-", to));
        }
    }
}
