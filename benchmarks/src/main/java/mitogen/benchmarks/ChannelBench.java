package mitogen.benchmarks;

import mitogen.Call;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** Many values through a channel, each way, next to the same bytes through a bare pipe; and small ones. */
final class ChannelBench implements Bench {
    private static final String NAME = "channel";
    private static final int CHUNK = 1 << 20;
    private static final int SMALL = 100;

    /** In a class of its own, as it is shipped. */
    static final class Remote {
        private static Receiver<byte[]> receiver;

        static void send(Sender<byte[]> sender, int size, int count) {
            byte[] chunk = new byte[size];
            for (int i = 0; i < count; i++) {
                sender.send(chunk);
            }
        }

        static long take(Receiver<byte[]> from) {
            long sum = 0;
            for (byte[] chunk : from) {
                sum += chunk.length;
            }
            return sum;
        }

        static void up(Context context, Context here, int size, int count) {
            Receiver<byte[]> to = here.receiver();
            Sender<byte[]> sender = to.sender();
            context.execute(() -> send(sender, size, count));
            need(take(to), (long) size * count);
        }

        static void down(Context context, int size, int count) {
            Sender<byte[]> sender = context.call(() -> {
                receiver = Context.current().receiver();
                return receiver.sender();
            });
            Call<Long> taken = context.submit(() -> take(receiver));
            send(sender, size, count);
            sender.close();
            need(taken.await(), (long) size * count);
        }

        private static void need(long found, long wanted) {
            if (found != wanted) {
                throw new IllegalStateException(found + " bytes arrived instead of " + wanted);
            }
        }
    }

    @Override
    public void run(Setup setup, Report report) throws Exception {
        byte[] bytes = new byte[setup.scale().bytes()];
        int count = bytes.length / CHUNK;
        int small = setup.scale().submits();
        Samples bareDown = new Samples();
        Samples down = new Samples();
        Samples bareUp = new Samples();
        Samples up = new Samples();
        Samples smallUp = new Samples();
        try (Mitogen mitogen = Mitogen.open();
                Peer peer = new Peer(Peer.program(bytes.length))) {
            Context context = mitogen.connect(Local.local());
            for (int i = -setup.scale().warmUp(); i < setup.scale().rounds(); i++) {
                long start = System.nanoTime();
                peer.put(bytes);
                double barePut = rate(bytes.length, start);
                start = System.nanoTime();
                Remote.down(context, CHUNK, count);
                double put = rate(bytes.length, start);
                start = System.nanoTime();
                peer.get(bytes);
                double bareGet = rate(bytes.length, start);
                start = System.nanoTime();
                Remote.up(context, mitogen.context(), CHUNK, count);
                double get = rate(bytes.length, start);
                start = System.nanoTime();
                Remote.up(context, mitogen.context(), SMALL, small);
                double values = small * 1e9 / (System.nanoTime() - start);
                if (i >= 0) {
                    bareDown.add(barePut);
                    down.add(put);
                    bareUp.add(bareGet);
                    up.add(get);
                    smallUp.add(values);
                }
            }
        }
        String megabytes = (bytes.length >> 20) + " MiB in values of 1 MiB ";
        report.add(Figure.of(NAME, megabytes + "to a local child", Unit.GIGABYTES_PER_SECOND, down)
                .withFloor("bare pipe", bareDown)
                .withBudget(Budget.atLeast(1)));
        report.add(Figure.of(NAME, megabytes + "from a local child", Unit.GIGABYTES_PER_SECOND, up)
                .withFloor("bare pipe", bareUp)
                .withBudget(Budget.atLeast(1)));
        report.add(Figure.of(NAME, "values of 100 B from a local child", Unit.PER_SECOND, smallUp));
    }

    /** In 10^9 bytes a second. */
    private static double rate(int bytes, long start) {
        return (double) bytes / (System.nanoTime() - start);
    }
}
