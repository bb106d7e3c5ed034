package mitogen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.Task;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.fixtures.Sshd;

/**
 * How often connect + first call cross the network and back: the time that a delay adds, divided by the delay, so that
 * processor time drops out.
 */
final class RoundTripsBench implements Bench {
    private static final String NAME = "round-trips";

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Samples nothing = new Samples();
        Samples connect = new Samples();
        Samples trivial = new Samples();
        Samples twenty = new Samples();
        Samples jackson = new Samples();
        Samples learned = new Samples();
        int delay = setup.scale().delayMillis();
        Path profiles = Files.createTempDirectory("mitogen-bench");
        try (Sshd server = Setup.sshd();
                DelayProxy proxy = new DelayProxy(server.port());
                Mitogen mitogen = Mitogen.open()) {
            Ssh method = server.method()
                    .withOption("HostKeyAlias=" + server.knownAs())
                    .withPort(proxy.port());
            List<String> command = Setup.ssh(method, "true");
            for (int i = 0; i < setup.scale().delayed(); i++) {
                double[] near = times(mitogen, method, command, profiles);
                proxy.delay(delay);
                double[] far = times(mitogen, method, command, profiles);
                proxy.delay(0);
                nothing.add((far[0] - near[0]) / (2 * delay));
                connect.add((far[1] - near[1]) / (2 * delay));
                trivial.add((far[2] - near[2]) / (2 * delay));
                twenty.add((far[3] - near[3]) / (2 * delay));
                jackson.add((far[4] - near[4]) / (2 * delay));
                learned.add((far[5] - near[5]) / (2 * delay));
            }
        } finally {
            clear(profiles);
            Files.delete(profiles);
        }
        String floor = "ssh host true";
        report.add(Figure.of(NAME, "connect", Unit.ROUND_TRIPS, connect).withFloor(floor, nothing));
        report.add(Figure.of(NAME, "connect + first call, trivial task", Unit.ROUND_TRIPS, trivial)
                .withFloor(floor, nothing)
                .withBudget(Budget.beyondFloor(0.2)));
        report.add(Figure.of(NAME, "connect + first call, task with 20 own classes", Unit.ROUND_TRIPS, twenty)
                .withFloor(floor, nothing)
                .withBudget(Budget.beyondFloor(0.2)));
        report.add(Figure.of(NAME, "connect + first call, Jackson, first run of the program", Unit.ROUND_TRIPS, jackson)
                .withFloor(floor, nothing));
        report.add(Figure.of(NAME, "connect + first call, Jackson, second run, learned", Unit.ROUND_TRIPS, learned)
                .withFloor(floor, nothing)
                .withBudget(Budget.beyondFloor(0.2)));
    }

    private static double[] times(Mitogen mitogen, Ssh method, List<String> command, Path profiles)
            throws IOException, InterruptedException {
        clear(profiles);
        return new double[] {
            Processes.millis(command),
            time(mitogen, method, null),
            time(mitogen, method, new Tasks.Trivial()),
            time(mitogen, method, new TwentyClasses()),
            program(method, profiles),
            program(method, profiles)
        };
    }

    /** One run of a program: what it learned about classes before is in the directory. */
    private static double program(Ssh method, Path profiles) {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withProfiles(profiles))) {
            long start = System.nanoTime();
            Context context = mitogen.connect(method);
            context.call(new JacksonTask());
            return Processes.millisSince(start);
        }
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static double time(Mitogen mitogen, Ssh method, Task<Integer> task) {
        long start = System.nanoTime();
        try (Context context = mitogen.connect(method)) {
            if (task == null) {
                context.await();
            } else {
                context.call(task);
            }
            return Processes.millisSince(start);
        }
    }
}
