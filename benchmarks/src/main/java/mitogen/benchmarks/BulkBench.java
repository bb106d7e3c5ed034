package mitogen.benchmarks;

import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** A large array through a call, each way, next to the same bytes through a bare pipe. */
final class BulkBench implements Bench {
    private static final String NAME = "bulk";

    /** In a class of its own, as it is shipped. */
    private static final class Transfers {
        static int down(Context context, byte[] bytes) {
            return context.call(() -> bytes.length);
        }

        static byte[] up(Context context, int length) {
            return context.call(() -> new byte[length]);
        }
    }

    @Override
    public void run(Setup setup, Report report) throws Exception {
        byte[] bytes = new byte[setup.scale().bytes()];
        Samples bareDown = new Samples();
        Samples down = new Samples();
        Samples bareUp = new Samples();
        Samples up = new Samples();
        try (Mitogen mitogen = Mitogen.open();
                Peer peer = new Peer(Peer.program(bytes.length))) {
            Context context = mitogen.connect(Local.local());
            for (int i = -setup.scale().warmUp(); i < setup.scale().rounds(); i++) {
                long start = System.nanoTime();
                peer.put(bytes);
                double barePut = rate(bytes.length, start);
                start = System.nanoTime();
                Transfers.down(context, bytes);
                double put = rate(bytes.length, start);
                start = System.nanoTime();
                peer.get(bytes);
                double bareGet = rate(bytes.length, start);
                start = System.nanoTime();
                Transfers.up(context, bytes.length);
                double get = rate(bytes.length, start);
                if (i >= 0) {
                    bareDown.add(barePut);
                    down.add(put);
                    bareUp.add(bareGet);
                    up.add(get);
                }
            }
        }
        String megabytes = (bytes.length >> 20) + " MiB byte[] ";
        report.add(Figure.of(NAME, megabytes + "to a local child", Unit.GIGABYTES_PER_SECOND, down)
                .withFloor("bare pipe", bareDown)
                .withBudget(Budget.atLeast(1)));
        report.add(Figure.of(NAME, megabytes + "from a local child", Unit.GIGABYTES_PER_SECOND, up)
                .withFloor("bare pipe", bareUp)
                .withBudget(Budget.atLeast(1)));
    }

    /** In 10^9 bytes a second. */
    private static double rate(int bytes, long start) {
        return (double) bytes / (System.nanoTime() - start);
    }
}
