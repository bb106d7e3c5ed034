package mitogen.cli.top;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import mitogen.cli.output.Json;
import mitogen.cli.words.Durations;
import mitogen.internal.Printable;

/**
 * How busy a target was between two readings.
 *
 * @param load the load averages of 1, 5 and 15 minutes; empty if unknown
 * @param busy the part of the processors' time that was not idle, in percent; NaN if unknown
 * @param memoryUsed bytes of memory that no program could have
 * @param memory bytes of memory
 * @param swapUsed bytes of swap space that are used
 * @param diskPercent how full the file system of {@code /} is; negative if unknown
 * @param upSeconds since the machine was started
 * @param processes that we could see
 * @param busiest the process that took most of the processors, at least one percent of one; or null
 */
record Figures(
        List<Double> load,
        double busy,
        OptionalLong memoryUsed,
        OptionalLong memory,
        OptionalLong swapUsed,
        int diskPercent,
        long upSeconds,
        int processes,
        Busiest busiest) {
    /** The heads of {@link #cells}. */
    static final List<String> HEADS =
            List.of("CPU", "LOAD 1 5 15", "MEMORY", "SWAP", "DISK /", "UP", "PROCESSES", "BUSIEST");

    private static final String UNKNOWN = "?";
    private static final int LONGEST_NAME = 20;

    /** A process, and how much of one processor it took. */
    record Busiest(String name, int pid, double percent) {}

    /** For the table. */
    List<String> cells() {
        return List.of(
                Double.isNaN(busy) ? UNKNOWN : percent(busy),
                load.isEmpty() ? UNKNOWN : String.format(Locale.ROOT, "%.2f %.2f %.2f", load.toArray()),
                memoryUsed.isEmpty() || memory.isEmpty()
                        ? UNKNOWN
                        : gibibytes(memoryUsed.getAsLong()) + " of " + gibibytes(memory.getAsLong()) + " GiB",
                swapUsed.isEmpty() ? UNKNOWN : gibibytes(swapUsed.getAsLong()) + " GiB",
                diskPercent < 0 ? UNKNOWN : percent(diskPercent),
                Durations.text(upSeconds),
                Integer.toString(processes),
                busiest == null
                        ? ""
                        : shortened(busiest.name()) + " (" + busiest.pid() + ") " + percent(busiest.percent()));
    }

    private static String percent(double value) {
        return Math.round(value) + " %";
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / (double) (1L << 30));
    }

    private static String shortened(String name) {
        String harmless = Printable.text(name);
        return harmless.length() <= LONGEST_NAME ? harmless : harmless.substring(0, LONGEST_NAME);
    }

    /** One line of {@code --json}. */
    String json(String target) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target);
        object.put("cpuPercent", Double.isNaN(busy) ? null : Math.round(busy * 10) / 10.0);
        object.put("load", load);
        object.put("memoryBytes", value(memory));
        object.put("memoryUsedBytes", value(memoryUsed));
        object.put("swapUsedBytes", value(swapUsed));
        object.put("diskPercent", diskPercent < 0 ? null : diskPercent);
        object.put("upSeconds", upSeconds);
        object.put("processes", processes);
        if (busiest != null) {
            object.put("busiest", busiest.name());
            object.put("busiestPid", busiest.pid());
            object.put("busiestCpuPercent", Math.round(busiest.percent() * 10) / 10.0);
        }
        return Json.of(object);
    }

    private static Long value(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
