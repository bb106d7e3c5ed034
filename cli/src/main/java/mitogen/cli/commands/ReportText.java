package mitogen.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.doctor.Doctor.HopReport;
import mitogen.doctor.Doctor.HopReport.State;
import mitogen.doctor.Doctor.HopReport.Surroundings;
import mitogen.doctor.Doctor.Leftovers;

/** What {@code mitogen doctor} prints for people. */
final class ReportText {
    private final List<String> lines = new ArrayList<>();

    private ReportText() {}

    static List<String> of(String name, HopReport hop) {
        ReportText text = new ReportText();
        text.lines.add("  " + name + ": " + (hop.state() == State.FAILED ? "failed" : hop.verdict()));
        if (hop.state() != State.NOT_TRIED) {
            text.hop(hop);
        }
        return text.lines;
    }

    static List<String> of(String name, Leftovers left) {
        ReportText text = new ReportText();
        text.lines.add("  " + name + " afterwards: " + left.verdict());
        left.files().forEach(file -> text.put("file", file));
        left.processes().forEach(process -> text.put("process", process));
        left.mounts().forEach(mount -> text.put("mount", mount));
        return text.lines;
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            lines.add(String.format("    %-12s%s", name, value));
        }
    }

    private void hop(HopReport hop) {
        put("runs", String.join(" ", hop.command()));
        String name = "ssh";
        for (Map.Entry<String, String> setting : hop.ssh().entrySet()) {
            put(name, setting.getKey() + " " + setting.getValue());
            name = "";
        }
        if (hop.failure() != null) {
            hop.failure().getMessage().lines().forEach(line -> lines.add("    " + line));
            return;
        }
        if (hop.connect() != null) {
            connect(hop.connect());
        }
        put("round trip", milliseconds(hop.roundTrip()));
        surroundings(hop.surroundings());
    }

    private void connect(ConnectReport report) {
        Duration before = Duration.ZERO;
        List<String> stages = new ArrayList<>();
        before = stage(stages, before, report.resolvedAfter(), "until the name had an address");
        before = stage(stages, before, report.connectedAfter(), "until it was connected");
        before = stage(stages, before, report.letInAfter(), "until it was let in");
        before = stage(stages, before, report.shellAfter(), "until the shell answered");
        before = stage(stages, before, report.runtimeAfter(), "until it had been sent a Java");
        before = stage(stages, before, report.javaAfter(), "in the shell");
        stage(stages, before, report.upAfter(), "in Java until the core was up");
        put("up in", milliseconds(report.upAfter()) + ": " + String.join(", ", stages));
        put("started", report.java());
        report.printed().forEach(line -> put("printed", line));
    }

    /** What took from then until that moment, if that is known; gives when the next one begins. */
    private static Duration stage(List<String> stages, Duration before, Duration after, String what) {
        if (after == null) {
            return before;
        }
        stages.add(milliseconds(after.minus(before)) + " " + what);
        return after;
    }

    private void surroundings(Surroundings there) {
        put("Java", there.javaVersion() + " in " + there.javaHome());
        there.otherJavas().forEach(java -> put("other Java", java));
        put("account", there.user() + " in " + there.directory());
        put("system", there.system() + ", " + there.processors() + " processors");
        put(
                "memory",
                megabytes(there.memoryAvailable()) + " available of " + megabytes(there.memory())
                        + "; the heap may take " + megabytes(there.maxHeap()));
        put("limits", joined(there.limits(), " "));
        put("locale", (joined(there.locale(), "=") + ", " + there.encoding()).replaceFirst("^, ", ""));
        put("scratch", there.scratch() == null ? "" : there.scratch() + ", which has no name any more");
    }

    private static String joined(Map<String, String> map, String between) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + between + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String milliseconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
