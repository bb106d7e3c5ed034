package mitogen.benchmarks;

import java.util.Locale;

/** What a figure is measured in, and how it is printed. */
enum Unit {
    BYTES("B", "%,.0f", true),
    KILOBYTES("KB", "%,.1f", true),
    THREADS("threads", "%.1f", true),
    MILLISECONDS("ms", "%.1f", true),
    MICROSECONDS("us", "%,.1f", true),
    ROUND_TRIPS("round trips", "%.2f", true),
    PER_SECOND("/s", "%,.0f", false),
    GIGABYTES_PER_SECOND("GB/s", "%.2f", false);

    /** Whether less is better. */
    final boolean cost;

    private final String symbol;
    private final String format;

    Unit(String symbol, String format, boolean cost) {
        this.symbol = symbol;
        this.format = format;
        this.cost = cost;
    }

    String number(double value) {
        return String.format(Locale.ROOT, format, value);
    }

    String text(double value) {
        return number(value) + " " + symbol;
    }
}
