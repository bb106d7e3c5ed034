package mitogen.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The figures of one run, and what could not be measured. */
final class Report {
    private static final List<String> HEADINGS =
            List.of("bench", "figure", "median", "p90", "n", "floor (median)", "ratio, difference", "budget");

    private final List<Figure> figures = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    void add(Figure figure) {
        figures.add(figure);
    }

    /** Notes that a bench did not run, and why. */
    void skip(String bench, String reason) {
        skipped.add(bench + ": " + reason);
    }

    List<Figure> figures() {
        return List.copyOf(figures);
    }

    List<String> skipped() {
        return List.copyOf(skipped);
    }

    /** As columns of text, or as a Markdown table. */
    void print(PrintStream out, boolean markdown) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        figures.forEach(figure -> rows.add(row(figure)));
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            out.println(line(rows.get(i), widths, markdown));
            if (markdown && i == 0) {
                out.println("|---".repeat(widths.length) + "|");
            }
        }
        for (String each : skipped) {
            out.println("skipped: " + each);
        }
    }

    private static List<String> row(Figure figure) {
        return List.of(
                figure.bench(),
                figure.name(),
                figure.unit().text(figure.value().median()),
                figure.unit().number(figure.p90()),
                String.valueOf(figure.value().count()),
                figure.floorText(),
                figure.ratioText(),
                figure.budgetText());
    }

    private static String line(List<String> row, int[] widths, boolean markdown) {
        if (markdown) {
            return "| " + String.join(" | ", row) + " |";
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
