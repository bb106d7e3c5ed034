package mitogen.benchmarks;

import java.util.concurrent.Semaphore;
import mitogen.Call;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** What a ping and a cancel take while large arrays, 1.6 GiB in all, go over the same link, in either direction. */
final class FlowBench implements Bench {
    private static final String NAME = "flow";
    private static final Budget BUDGET = Budget.atMost(5);

    /** In a class of its own, as it is shipped. */
    private static final class Remote {
        static final Semaphore STARTED = new Semaphore(0);
        static final Semaphore INTERRUPTED = new Semaphore(0);

        static Call<Integer> down(Context context, byte[] bytes) {
            return context.submit(() -> bytes.length);
        }

        static Call<byte[]> up(Context context, int length) {
            return context.submit(() -> new byte[length]);
        }

        /** From the cancel to the news that its task was interrupted. */
        static double cancelMillis(Context context) {
            Call<Void> sleeper = context.submit(() -> {
                STARTED.release();
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } finally {
                    INTERRUPTED.release();
                }
            });
            context.call(() -> {
                STARTED.acquire();
            });
            Call<Void> news = context.submit(() -> {
                INTERRUPTED.acquire();
            });
            long start = System.nanoTime();
            sleeper.cancel(true);
            news.await();
            return Processes.millisSince(start);
        }
    }

    @Override
    public void run(Setup setup, Report report) {
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(Local.local());
            byte[] bytes = new byte[setup.scale().bytes()];
            measure(setup, report, "down", context, () -> Remote.down(context, bytes));
            measure(setup, report, "up", context, () -> Remote.up(context, bytes.length));
        }
    }

    /** Starts a transfer. */
    private interface Transfer {
        Call<?> start();
    }

    private static void measure(Setup setup, Report report, String way, Context context, Transfer transfer) {
        Samples pings = new Samples();
        Samples cancels = new Samples();
        for (int i = -setup.scale().warmUp(); i < setup.scale().rounds(); i++) {
            Call<?> call = transfer.start();
            do {
                long start = System.nanoTime();
                context.ping();
                double ping = Processes.millisSince(start);
                double cancel = Remote.cancelMillis(context);
                if (i >= 0) {
                    pings.add(ping);
                    cancels.add(cancel);
                }
            } while (!call.isDone());
            call.await();
        }
        report.add(Figure.of(NAME, "ping while bytes flow " + way, Unit.MILLISECONDS, pings)
                .withBudget(BUDGET));
        report.add(Figure.of(NAME, "cancel while bytes flow " + way, Unit.MILLISECONDS, cancels)
                .withBudget(BUDGET));
    }
}
