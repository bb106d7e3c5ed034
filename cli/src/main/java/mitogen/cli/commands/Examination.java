package mitogen.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.output.Json;
import mitogen.cli.remote.JavaVersion;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ToldFailure;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.work.Execution;
import mitogen.doctor.Doctor;
import mitogen.doctor.Doctor.HopReport;
import mitogen.doctor.Doctor.HopReport.State;
import mitogen.doctor.Doctor.Leftovers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mitogen doctor}: what there is to know of the way to each target, and whether anything is left there. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = "Tell, hop by hop, how each target is reached, how long that takes, what is there, and what is"
                + " wrong.")
public final class Examination implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Option(names = "--json", description = "print an object for each target, on a line of its own")
    private boolean json;

    @Option(
            names = "--verify-clean",
            description =
                    "connect, call and close once more, and compare files, processes and mounts of each hop before and"
                            + " after")
    private boolean verifyClean;

    public Examination(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        try (Execution execution = new Execution(terminal, options)) {
            execution.output().mute(); // what is printed on the way is in the report
            return execution.runConnecting((target, controller, way) -> examine(execution, target, controller, way));
        }
    }

    private int examine(Execution execution, Target target, Context controller, List<ConnectionMethod> way) {
        List<HopReport> hops = Doctor.examine(controller, way);
        boolean up = hops.stream().allMatch(hop -> hop.state() == State.UP);
        List<Leftovers> left = !verifyClean || !up
                ? List.of()
                : Doctor.verifyClean(controller, way, context -> context.call(new JavaVersion()));
        execution.output().print(json ? Json.of(ReportJson.of(target, hops, left)) : text(target, hops, left));
        for (HopReport hop : hops) {
            if (hop.state() == State.FAILED) {
                throw new ToldFailure(hop.failure());
            }
        }
        if (!left.stream().allMatch(Leftovers::none)) {
            throw new ToldFailure(null);
        }
        return ExitStatus.OK;
    }

    private static String text(Target target, List<HopReport> hops, List<Leftovers> left) {
        List<String> lines = new ArrayList<>(List.of(target.name()));
        for (int i = 0; i < hops.size(); i++) {
            lines.addAll(ReportText.of(target.hopName(i), hops.get(i)));
        }
        for (int i = 0; i < left.size(); i++) {
            lines.addAll(ReportText.of(target.hopName(i), left.get(i)));
        }
        return String.join("\n", lines);
    }
}
