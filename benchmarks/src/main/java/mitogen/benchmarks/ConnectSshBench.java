package mitogen.benchmarks;

import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.fixtures.Sshd;

/** From {@code connect} to the first result over loopback ssh, next to what ssh itself takes. */
final class ConnectSshBench implements Bench {
    private static final String NAME = "connect-ssh";

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Samples nothing = new Samples();
        Samples java = new Samples();
        Samples lambda = new Samples();
        Samples trivial = new Samples();
        try (Sshd server = Setup.sshd();
                Mitogen mitogen = Mitogen.open()) {
            for (int i = -setup.scale().warmUp(); i < setup.scale().connects(); i++) {
                double toTrue = Processes.millis(Setup.ssh(server.method(), "true"));
                double toLambda = time(mitogen, server, true);
                double toVersion = Processes.millis(Setup.ssh(server.method(), Setup.java() + " -version"));
                double toTrivial = time(mitogen, server, false);
                if (i >= 0) {
                    nothing.add(toTrue);
                    java.add(toVersion);
                    lambda.add(toLambda);
                    trivial.add(toTrivial);
                }
            }
        }
        Figure withLambda = Figure.of(NAME, "connect + first call (a lambda)", Unit.MILLISECONDS, lambda);
        report.add(withLambda.withFloor("ssh host true", nothing).withBudget(Budget.beyondFloor(60)));
        report.add(withLambda.withFloor("ssh host java -version", java));
        report.add(Figure.of(NAME, "connect + first call (a record)", Unit.MILLISECONDS, trivial)
                .withFloor("ssh host true", nothing)
                .withBudget(Budget.beyondFloor(60)));
    }

    private static double time(Mitogen mitogen, Sshd server, boolean lambda) {
        long start = System.nanoTime();
        try (Context context = mitogen.connect(server.method())) {
            if (lambda) {
                Tasks.call(context);
            } else {
                context.call(new Tasks.Trivial());
            }
            return Processes.millisSince(start);
        }
    }
}
