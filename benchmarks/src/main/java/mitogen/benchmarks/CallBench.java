package mitogen.benchmarks;

import java.io.IOException;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;
import mitogen.fixtures.Sshd;

/** One call after the other, next to a message that goes to and fro between two bare JVMs by the same way. */
final class CallBench implements Bench {
    private static final String NAME = "call";

    /** What a round repeats. */
    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void run(Setup setup, Report report) throws Exception {
        try (Mitogen mitogen = Mitogen.open();
                Peer peer = new Peer(Peer.program(1))) {
            String floor = "two bare JVMs, two pipes";
            measure(setup, report, "local", mitogen.connect(Local.local()), peer, floor, Budget.timesFloor(2));
        }
        try (Sshd server = Setup.sshd();
                Mitogen mitogen = Mitogen.open();
                Peer peer = new Peer(Setup.ssh(server.method(), String.join(" ", Peer.program(1))))) {
            measure(setup, report, "loopback ssh", mitogen.connect(server.method()), peer, "two bare JVMs, ssh", null);
        }
    }

    private static void measure(
            Setup setup, Report report, String where, Context context, Peer peer, String floor, Budget budget)
            throws Exception {
        int count = setup.scale().calls();
        Samples[] samples = Turns.of(
                setup.scale(),
                setup.scale().rounds(),
                () -> micros(count, peer::ping),
                () -> micros(count, () -> Tasks.call(context)),
                () -> micros(count, context::ping));
        report.add(Figure.of(NAME, "no-op call, " + where, Unit.MICROSECONDS, samples[1])
                .withFloor(floor, samples[0])
                .withBudget(budget));
        report.add(
                Figure.of(NAME, "ping, " + where, Unit.MICROSECONDS, samples[2]).withFloor(floor, samples[0]));
    }

    /** The mean time of one step. */
    private static double micros(int count, Step step) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            step.run();
        }
        return (System.nanoTime() - start) / 1e3 / count;
    }
}
