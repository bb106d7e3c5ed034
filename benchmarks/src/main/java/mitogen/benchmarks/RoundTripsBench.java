package mitogen.benchmarks;

import java.io.IOException;
import java.util.List;
import mitogen.Context;
import mitogen.Task;
import mitogen.connect.Ssh;
import mitogen.controller.Mitogen;

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
        int delay = setup.scale().delayMillis();
        try (SshServer server = SshServer.start();
                DelayProxy proxy = new DelayProxy(server.port());
                Mitogen mitogen = Mitogen.open()) {
            Ssh method = server.method().withPort(proxy.port());
            List<String> command = SshServer.command(method, "true");
            for (int i = 0; i < setup.scale().delayed(); i++) {
                double[] near = times(mitogen, method, command);
                proxy.delay(delay);
                double[] far = times(mitogen, method, command);
                proxy.delay(0);
                nothing.add((far[0] - near[0]) / (2 * delay));
                connect.add((far[1] - near[1]) / (2 * delay));
                trivial.add((far[2] - near[2]) / (2 * delay));
                twenty.add((far[3] - near[3]) / (2 * delay));
            }
        }
        String floor = "ssh host true";
        report.add(Figure.of(NAME, "connect", Unit.ROUND_TRIPS, connect).withFloor(floor, nothing));
        report.add(Figure.of(NAME, "connect + first call, trivial task", Unit.ROUND_TRIPS, trivial)
                .withFloor(floor, nothing)
                .withBudget(Budget.beyondFloor(0.2)));
        report.add(Figure.of(NAME, "connect + first call, task with 20 own classes", Unit.ROUND_TRIPS, twenty)
                .withFloor(floor, nothing)
                .withBudget(Budget.beyondFloor(0.2)));
    }

    private static double[] times(Mitogen mitogen, Ssh method, List<String> command)
            throws IOException, InterruptedException {
        return new double[] {
            Processes.millis(command),
            time(mitogen, method, null),
            time(mitogen, method, new Tasks.Trivial()),
            time(mitogen, method, new TwentyClasses())
        };
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
