package mitogen.benchmarks;

import java.util.ArrayDeque;
import java.util.Queue;
import mitogen.Call;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** Many calls under way at once: each is submitted without waiting for those before it. */
final class PipelinedBench implements Bench {
    static final int UNDER_WAY = 1000;

    @Override
    public void run(Setup setup, Report report) {
        Samples rates = new Samples();
        int count = setup.scale().submits();
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(Local.local());
            for (int i = -setup.scale().warmUp(); i < setup.scale().rounds(); i++) {
                long start = System.nanoTime();
                Queue<Call<Integer>> calls = new ArrayDeque<>();
                for (int j = 0; j < count; j++) {
                    if (calls.size() == UNDER_WAY) {
                        calls.remove().await();
                    }
                    calls.add(context.submit(new Tasks.Trivial()));
                }
                calls.forEach(Call::await);
                double rate = count * 1e9 / (System.nanoTime() - start);
                if (i >= 0) {
                    rates.add(rate);
                }
            }
        }
        report.add(Figure.of("pipelined", "no-op calls, local, " + UNDER_WAY + " under way", Unit.PER_SECOND, rates)
                .withBudget(Budget.atLeast(300_000)));
    }
}
