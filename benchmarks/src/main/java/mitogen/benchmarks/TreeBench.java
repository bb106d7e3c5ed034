package mitogen.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;
import mitogen.testing.InProcess;

/** Many contexts at once: connected, called, and closed together. */
final class TreeBench implements Bench {
    private static final String NAME = "tree";

    @Override
    public void run(Setup setup, Report report) {
        int rounds = Math.min(3, setup.scale().rounds());
        measure(report, rounds, setup.scale().many(), InProcess.inProcess(), "contexts in one JVM");
        measure(report, rounds, setup.scale().processes(), Local.local(), "local children");
    }

    private static void measure(Report report, int rounds, int count, ConnectionMethod method, String what) {
        Samples first = new Samples();
        Samples second = new Samples();
        Samples close = new Samples();
        for (int i = 0; i < rounds; i++) {
            Mitogen mitogen = Mitogen.open();
            List<Context> contexts = new ArrayList<>();
            long start = System.nanoTime();
            for (int j = 0; j < count; j++) {
                contexts.add(mitogen.connect(method));
            }
            callAll(contexts);
            first.add(millisSince(start));
            start = System.nanoTime();
            callAll(contexts);
            second.add(millisSince(start));
            start = System.nanoTime();
            mitogen.close();
            close.add(millisSince(start));
        }
        String all = count + " " + what;
        report.add(Figure.of(NAME, "connect + first call, " + all, Unit.MILLISECONDS, first));
        report.add(Figure.of(NAME, "another call to each, " + all, Unit.MILLISECONDS, second));
        report.add(Figure.of(NAME, "close, " + all, Unit.MILLISECONDS, close));
    }

    private static void callAll(List<Context> contexts) {
        List<Call<Integer>> calls = new ArrayList<>();
        for (Context context : contexts) {
            calls.add(context.submit(() -> 42));
        }
        for (Call<Integer> call : calls) {
            call.await();
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
