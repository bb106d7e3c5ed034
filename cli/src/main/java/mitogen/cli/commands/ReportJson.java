package mitogen.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mitogen.ConnectFailedException;
import mitogen.cli.targets.Target;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.doctor.Doctor.HopReport;
import mitogen.doctor.Doctor.HopReport.State;
import mitogen.doctor.Doctor.HopReport.Surroundings;
import mitogen.doctor.Doctor.Leftovers;

/** What {@code mitogen doctor --json} prints. The names are listed in docs/reference/command.md, and stay. */
final class ReportJson {
    private ReportJson() {}

    static Map<String, Object> of(Target target, List<HopReport> hops, List<Leftovers> left) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target.name());
        object.put("up", hops.stream().allMatch(hop -> hop.state() == State.UP));
        object.put("hops", all(target, hops, ReportJson::of));
        if (!left.isEmpty()) {
            object.put("clean", left.stream().allMatch(Leftovers::none));
            object.put("afterwards", all(target, left, ReportJson::of));
        }
        return object;
    }

    /** An object for each hop, which is called as it was written. */
    private static <T> List<Map<String, Object>> all(
            Target target, List<T> hops, Function<T, Map<String, Object>> one) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (T hop : hops) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("hop", target.hopName(objects.size()));
            object.putAll(one.apply(hop));
            objects.add(object);
        }
        return objects;
    }

    private static Map<String, Object> of(HopReport hop) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("state", hop.state().toString());
        object.put("verdict", hop.verdict());
        object.put("command", hop.command());
        object.put("ssh", hop.ssh());
        if (hop.connect() != null) {
            connect(hop.connect(), object);
        }
        if (hop.surroundings() != null) {
            object.put("roundTripMs", milliseconds(hop.roundTrip()));
            surroundings(hop.surroundings(), object);
        }
        if (hop.failure() != null) {
            object.put(
                    "failure",
                    hop.failure() instanceof ConnectFailedException failed
                            ? failed.reason().name()
                            : hop.failure().getClass().getSimpleName());
            object.put("message", hop.failure().getMessage());
        }
        return object;
    }

    private static void connect(ConnectReport report, Map<String, Object> object) {
        object.put("resolvedAfterMs", milliseconds(report.resolvedAfter()));
        object.put("connectedAfterMs", milliseconds(report.connectedAfter()));
        object.put("letInAfterMs", milliseconds(report.letInAfter()));
        object.put("shellAfterMs", milliseconds(report.shellAfter()));
        object.put("runtimeAfterMs", milliseconds(report.runtimeAfter()));
        object.put("javaAfterMs", milliseconds(report.javaAfter()));
        object.put("upAfterMs", milliseconds(report.upAfter()));
        object.put("java", report.java());
        object.put("printed", report.printed());
    }

    private static void surroundings(Surroundings there, Map<String, Object> object) {
        object.put("javaVersion", there.javaVersion());
        object.put("javaHome", there.javaHome());
        object.put("otherJavas", there.otherJavas());
        object.put("user", there.user());
        object.put("directory", there.directory());
        object.put("system", there.system());
        object.put("scratch", there.scratch());
        object.put("processors", there.processors());
        object.put("memory", there.memory());
        object.put("memoryAvailable", there.memoryAvailable());
        object.put("maxHeap", there.maxHeap());
        object.put("limits", there.limits());
        object.put("locale", there.locale());
        object.put("encoding", there.encoding());
    }

    private static Map<String, Object> of(Leftovers left) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("verdict", left.verdict());
        object.put("files", left.files());
        object.put("processes", left.processes());
        object.put("mounts", left.mounts());
        object.put("unseen", left.unseen());
        return object;
    }

    /** Null for what is not known. */
    private static Double milliseconds(Duration duration) {
        return duration == null ? null : Double.valueOf(duration.toNanos() / 1e6);
    }
}
