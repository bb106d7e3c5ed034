package mitogen.benchmarks;

import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** From {@code connect} to the first result, next to the bare start of a JVM. */
final class ConnectLocalBench implements Bench {
    private static final String NAME = "connect-local";
    private static final String FLOOR = "bare JVM start and end";

    @Override
    public void run(Setup setup, Report report) throws Exception {
        Samples bare = new Samples();
        Samples up = new Samples();
        Samples lambda = new Samples();
        Samples trivial = new Samples();
        Samples close = new Samples();
        Samples cold = new Samples();
        Samples named = new Samples();
        try (Mitogen mitogen = Mitogen.open()) {
            for (int i = -setup.scale().warmUp(); i < setup.scale().connects(); i++) {
                double each = Processes.millis(Setup.bare(Nothing.class));
                long start = System.nanoTime();
                Context first = mitogen.connect(Local.local());
                Tasks.call(first);
                double toLambda = Processes.millisSince(start);
                start = System.nanoTime();
                first.close();
                double toClose = Processes.millisSince(start);
                start = System.nanoTime();
                Context second = mitogen.connect(Local.local());
                second.call(new Tasks.Trivial());
                double toTrivial = Processes.millisSince(start);
                second.close();
                start = System.nanoTime();
                Context third = mitogen.connect(Local.local());
                third.await();
                double toUp = Processes.millisSince(start);
                third.close();
                double whole = Processes.millis(Setup.full(ColdStart.class));
                double withContext = Processes.millis(Setup.full(ColdStart.class, "context"));
                if (i >= 0) {
                    bare.add(each);
                    lambda.add(toLambda);
                    close.add(toClose);
                    trivial.add(toTrivial);
                    up.add(toUp);
                    cold.add(whole);
                    named.add(withContext);
                }
            }
        }
        Budget budget = Budget.beyondFloor(60);
        report.add(Figure.of(NAME, "connect", Unit.MILLISECONDS, up).withFloor(FLOOR, bare));
        report.add(Figure.of(NAME, "connect + first call (a lambda)", Unit.MILLISECONDS, lambda)
                .withFloor(FLOOR, bare)
                .withBudget(budget));
        report.add(Figure.of(NAME, "connect + first call (a record)", Unit.MILLISECONDS, trivial)
                .withFloor(FLOOR, bare)
                .withBudget(budget));
        report.add(Figure.of(NAME, "close", Unit.MILLISECONDS, close));
        report.add(Figure.of(NAME, "a program's whole run: open, connect, call, close", Unit.MILLISECONDS, cold)
                .withFloor(FLOOR, bare));
        report.add(Figure.of(NAME, "the same, with a task that names a context", Unit.MILLISECONDS, named)
                .withFloor(FLOOR, bare));
    }
}
