package mitogen.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.cli.output.Outcome;
import mitogen.cli.output.PrefixedOutput;
import mitogen.cli.system.LocalTerminal;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/**
 * The table: on a screen one that is drawn over itself, elsewhere one for each round, which is complete when every target that is
 * not done has told its figures once more. State under {@link #lock}.
 */
final class TopOutput extends PrefixedOutput {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final long SIZE_NANOS = 1_000_000_000; // it is asked for by a process
    private static final int FIRST_FIGURES = 2; // the first reading alone has none

    private final List<Target> targets;
    private final boolean json;
    private final Map<String, Row> rows = new HashMap<>();
    private int rounds;
    private int drawn; // lines that are on the screen
    private boolean finished; // what is on the screen stays
    private LocalTerminal.Size size;
    private long sizeAsked;

    /** One target. */
    private static final class Row {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        Reading reading = new Reading();
        Reading before;
        int readings;
        Figures figures;
        boolean done;
    }

    TopOutput(Terminal terminal, List<Target> targets, boolean json) {
        super(terminal, targets);
        this.targets = targets;
        this.json = json;
        targets.forEach(target -> rows.put(target.name(), new Row()));
    }

    @Override
    protected void print(String name, Stream stream, byte[] chunk) {
        Row row = rows.get(name);
        if (stream != Stream.OUT || row == null) {
            super.print(name, stream, chunk);
            return;
        }
        synchronized (lock) {
            for (byte each : chunk) {
                if (each != '\n') {
                    if (row.line.size() < LONGEST_LINE) {
                        row.line.write(each);
                    }
                    continue;
                }
                String line = row.line.toString(UTF_8);
                row.line.reset();
                if (line.equals(Top.END)) {
                    told(name, row);
                } else {
                    row.reading.add(line);
                }
            }
        }
    }

    /** A reading is complete. */
    private void told(String name, Row row) {
        row.readings++;
        if (row.before != null) {
            row.figures = row.reading.since(row.before);
        }
        row.before = row.reading;
        row.reading = new Reading();
        if (row.figures != null && json) {
            print(row.figures.json(name));
        } else {
            show();
        }
    }

    @Override
    public void ended(Outcome outcome, Runnable drain) {
        drain.run();
        synchronized (lock) {
            rows.get(outcome.target().name()).done = true;
            show();
        }
    }

    @Override
    public void progress(int done, int failed, int total) {
        // the table tells it
    }

    private void show() {
        if (json) {
            return;
        }
        if (terminal.screen()) {
            erase();
            showStatus();
            return;
        }
        int complete = Integer.MAX_VALUE;
        for (Row row : rows.values()) {
            complete = Math.min(complete, row.done ? Integer.MAX_VALUE : row.readings);
        }
        boolean all = complete == Integer.MAX_VALUE; // the last of them may end without another reading
        int most = rows.values().stream().mapToInt(row -> row.readings).max().orElse(0);
        if ((all ? most : complete) >= FIRST_FIGURES + rounds) {
            rounds++;
            lines().forEach(terminal.out()::println);
            terminal.out().println();
            afterPrinting();
        }
    }

    @Override
    protected void erase() {
        if (drawn > 0) {
            terminal.out().print("\033[" + drawn + "A\033[J");
            terminal.out().flush();
            drawn = 0;
        }
    }

    @Override
    protected void showStatus() {
        if (terminal.screen() && !json && !finished) {
            List<String> lines = fitting(lines());
            lines.forEach(terminal.out()::println);
            afterPrinting();
            drawn = lines.size();
        }
    }

    @Override
    public void finish() {
        super.finish();
        synchronized (lock) {
            showStatus();
            finished = true;
            drawn = 0;
        }
    }

    /** What has room on the screen; a line that is too long would be two, and one too many could not be drawn over. */
    private List<String> fitting(List<String> lines) {
        long now = System.nanoTime();
        if (size == null || now - sizeAsked > SIZE_NANOS) {
            size = LocalTerminal.size();
            sizeAsked = now;
        }
        int most = Math.max(2, size.rows() - 1);
        List<String> shown = new ArrayList<>(lines.subList(0, Math.min(lines.size(), most)));
        if (shown.size() < lines.size()) {
            int hidden = lines.size() - shown.size() + 1;
            shown.set(most - 1, "… and " + hidden + " more, for which the screen has no room");
        }
        shown.replaceAll(line -> line.substring(0, Math.min(line.length(), size.columns())));
        return shown;
    }

    /** Head and rows, each column as wide as it has to be. */
    private List<String> lines() {
        List<List<String>> table = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of("TARGET"));
        heads.addAll(Figures.HEADS);
        table.add(heads);
        for (Target target : targets) {
            Row row = rows.get(target.name());
            List<String> cells = new ArrayList<>(List.of(target.name()));
            if (row.figures != null) {
                cells.addAll(row.figures.cells());
            }
            if (row.done || row.figures == null) {
                cells.add(row.done ? "done" : "…");
            }
            table.add(cells);
        }
        int[] widths = new int[heads.size()];
        for (List<String> cells : table) {
            for (int i = 0; i < Math.min(cells.size(), widths.length); i++) {
                widths[i] = Math.max(widths[i], cells.get(i).length());
            }
        }
        return table.stream().map(cells -> line(cells, widths)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            int width = i < widths.length ? widths[i] : 0;
            line.append(cell)
                    .append(" ".repeat(Math.max(0, width - cell.length())))
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }
}
