package mitogen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mitogen.connect.ContextSpec;
import mitogen.fixtures.Sshd;

/**
 * The {@code mitogen} command from start to end, next to the start of a JVM without options that does nothing. The archive
 * of classes is there, as from the second command of an account on.
 */
final class CommandBench implements Bench {
    private static final String NAME = "command";
    private static final String FLOOR = "bare JVM start and end";
    private static final String WORK = ", processor time";

    /** Two JVMs and what ssh takes. */
    private static final int STARTS = 2;

    private static final long STEP = 20_000_000;

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Path cache = Files.createTempDirectory("mitogen-bench-");
        try (Sshd server = Setup.sshd()) {
            List<String> command = new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + cache));
            command.addAll(setup.command());
            if (setup.command().size() == 1) {
                awaitArchive(command, cache);
            }
            measure(setup.scale(), command, server, report);
        } finally {
            Sshd.delete(cache);
        }
    }

    private static void awaitArchive(List<String> command, Path cache) throws IOException, InterruptedException {
        Processes.millis(with(command, "--version"));
        for (boolean there = false; !there; LockSupport.parkNanos(STEP)) {
            try (Stream<Path> files = Files.walk(cache)) {
                there = files.anyMatch(file -> file.toString().endsWith(".jsa"));
            }
        }
    }

    private static void measure(Scale scale, List<String> command, Sshd server, Report report) throws Exception {
        Samples bare = new Samples();
        Samples version = new Samples();
        Samples local = new Samples();
        Samples ssh = new Samples();
        Samples remote = new Samples();
        Samples bareWork = new Samples();
        Samples versionWork = new Samples();
        Samples localWork = new Samples();
        List<String> nothing = Setup.plain(Nothing.class);
        List<String> showVersion = with(command, "--version");
        List<String> runLocally = with(command, "run", "-n", "-t", "local", "--", "true");
        for (int i = -scale.warmUp(); i < scale.connects(); i++) {
            double toNothing = Processes.millis(nothing);
            double toVersion = Processes.millis(showVersion);
            double toLocal = Processes.millis(runLocally);
            double toSsh = Processes.millis(Setup.ssh(server.method(), "true"));
            double toRemote = Processes.millis(
                    with(command, "run", "-n", "-t", ContextSpec.print(server.method()), "--", "true"));
            double nothingWork = Processes.processorMillis(nothing);
            double showVersionWork = Processes.processorMillis(showVersion);
            double runLocallyWork = Processes.processorMillis(runLocally);
            if (i >= 0) {
                bareWork.add(nothingWork);
                versionWork.add(showVersionWork);
                localWork.add(runLocallyWork);
                bare.add(toNothing);
                version.add(toVersion);
                local.add(toLocal);
                ssh.add(toSsh);
                remote.add(toRemote);
            }
        }
        report.add(Figure.of(NAME, "mitogen --version", Unit.MILLISECONDS, version)
                .withFloor(FLOOR, bare)
                .withBudget(Budget.timesFloor(1.6)));
        report.add(Figure.of(NAME, "mitogen --version" + WORK, Unit.MILLISECONDS, versionWork)
                .withFloor(FLOOR, bareWork));
        report.add(Figure.of(NAME, "mitogen run -t local -- true", Unit.MILLISECONDS, local)
                .withFloor(FLOOR, bare));
        report.add(Figure.of(NAME, "mitogen run -t local -- true" + WORK, Unit.MILLISECONDS, localWork)
                .withFloor(FLOOR, bareWork));
        report.add(Figure.of(NAME, "mitogen run -t ssh:host -- true", Unit.MILLISECONDS, remote)
                .withFloor("ssh host true", ssh)
                .withBudget(Budget.beyondFloor(STARTS * bare.median())));
    }

    private static List<String> with(List<String> command, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return all;
    }
}
