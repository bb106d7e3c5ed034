package mitogen.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The {@code mitogen} command from start to end, next to the bare start of a JVM. */
final class CommandBench implements Bench {
    private static final String NAME = "command";
    private static final String FLOOR = "bare JVM start and end";

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Samples bare = new Samples();
        Samples version = new Samples();
        Samples run = new Samples();
        for (int i = -setup.scale().warmUp(); i < setup.scale().connects(); i++) {
            double toNothing = Processes.millis(Setup.bare(Nothing.class));
            double toVersion = time(setup, "--version");
            double toRun = time(setup, "run", "-t", "local", "--", "true");
            if (i >= 0) {
                bare.add(toNothing);
                version.add(toVersion);
                run.add(toRun);
            }
        }
        report.add(
                Figure.of(NAME, "mitogen --version", Unit.MILLISECONDS, version).withFloor(FLOOR, bare));
        report.add(Figure.of(NAME, "mitogen run -t local -- true", Unit.MILLISECONDS, run)
                .withFloor(FLOOR, bare));
    }

    private static double time(Setup setup, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(setup.command());
        command.addAll(List.of(arguments));
        return Processes.millis(command);
    }
}
