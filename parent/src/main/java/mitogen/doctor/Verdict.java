package mitogen.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.doctor.Doctor.HopReport;
import mitogen.doctor.Doctor.HopReport.Surroundings;

/** What a report means, in words. The bounds are where people start to notice, or programs to fail. */
final class Verdict {
    private static final Duration SLOW_WAY = Duration.ofSeconds(2);
    private static final Duration SLOW_SCRIPT = Duration.ofSeconds(1);
    private static final Duration SLOW_JAVA = Duration.ofMillis(1500);
    private static final Duration FAR = Duration.ofMillis(300);
    private static final long LITTLE_MEMORY = 128L << 20;
    private static final int FEW = 256;

    private final List<String> remarks = new ArrayList<>();

    private Verdict() {}

    static String of(HopReport hop) {
        return switch (hop.state()) {
            case NOT_TRIED -> "not tried, as the hop before it is not up";
            case FAILED -> hop.failure().getMessage().lines().findFirst().orElse("it failed");
            case UP -> new Verdict().up(hop);
        };
    }

    private String up(HopReport hop) {
        if (hop.connect() != null) {
            connect(hop.connect());
        }
        if (hop.roundTrip().compareTo(FAR) > 0) {
            remarks.add("a round trip takes " + milliseconds(hop.roundTrip()) + " ms: each call waits that long");
        }
        surroundings(hop.surroundings());
        return remarks.isEmpty() ? "all is well" : "up, but " + String.join("; ", remarks);
    }

    private void connect(ConnectReport report) {
        Duration script =
                report.javaAfter().minus(report.runtimeAfter() == null ? report.shellAfter() : report.runtimeAfter());
        Duration java = report.upAfter().minus(report.javaAfter());
        Duration way = report.letInAfter() == null ? report.shellAfter() : report.letInAfter();
        Duration shell = report.shellAfter().minus(way);
        if (way.compareTo(SLOW_WAY) > 0) {
            remarks.add("it took " + milliseconds(way) + " ms to get in: " + slowest(report, way));
        }
        if (shell.compareTo(SLOW_SCRIPT) > 0) {
            remarks.add("the shell took " + milliseconds(shell) + " ms to answer: its start files are slow");
        }
        if (script.compareTo(SLOW_SCRIPT) > 0) {
            remarks.add("the shell took " + milliseconds(script) + " ms to find Java: the machine or its disk is slow");
        }
        if (java.compareTo(SLOW_JAVA) > 0) {
            remarks.add("Java took " + milliseconds(java) + " ms to start: the machine or its disk is slow or busy");
        }
        if (report.runtimeAfter() != null) {
            remarks.add("there is no Java 17, and one was sent");
        }
        if (!report.printed().isEmpty()) {
            remarks.add("lines are printed on the way, " + report.printed().size()
                    + " of them: by the tool, a banner, start files or Java; that does no harm");
        }
    }

    /** What the way in took longest for, as far as the tool told. */
    private static String slowest(ConnectReport report, Duration way) {
        if (report.letInAfter() == null) {
            return "names, network or authentication, or the shell's start files, are slow";
        }
        if (report.resolvedAfter() == null || report.connectedAfter() == null) {
            return "names, network or authentication are slow";
        }
        Duration half = way.dividedBy(2);
        if (report.resolvedAfter().compareTo(half) > 0) {
            return "the name is looked up slowly";
        }
        return report.connectedAfter().minus(report.resolvedAfter()).compareTo(half) > 0
                ? "the network connection comes slowly"
                : "it is let in slowly: authentication, or the far side looks up our name";
    }

    private void surroundings(Surroundings there) {
        if (there.memoryAvailable() > 0 && there.memoryAvailable() < LITTLE_MEMORY) {
            remarks.add("little memory is available, " + (there.memoryAvailable() >> 20) + " MiB");
        }
        for (String name : List.of("open files", "processes")) {
            String limit = there.limits().get(name);
            if (limit != null && limit.matches("[0-9]{1,9}") && Integer.parseInt(limit) < FEW) {
                remarks.add("the limit of " + name + " is low, " + limit);
            }
        }
        for (Map.Entry<String, String> limit : there.limits().entrySet()) {
            if (limit.getKey().equals("address space") && !limit.getValue().equals("unlimited")) {
                remarks.add("the address space is limited, which Java takes badly: " + limit.getValue() + " bytes");
            }
        }
        if (!"UTF-8".equals(there.encoding())) {
            remarks.add("the encoding is " + there.encoding() + ": what is not in it is lost from file names and"
                    + " arguments");
        }
    }

    private static String milliseconds(Duration duration) {
        return String.format(Locale.ROOT, "%d", duration.toMillis());
    }
}
