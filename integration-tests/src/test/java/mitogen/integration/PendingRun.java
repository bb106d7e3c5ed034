package mitogen.integration;

import static mitogen.connect.Local.local;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.Context;
import mitogen.controller.Mitogen;

/**
 * The program that has very many calls to one slow context: all of them wait there until a file exists, then as many more
 * wait here for their turn. Arguments: the number of calls, and the file.
 */
final class PendingRun {
    private static final CountDownLatch GATE = new CountDownLatch(1);

    private PendingRun() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Path signal = Path.of(arguments[1]);
        try (Mitogen mitogen = Mitogen.open()) {
            Context context = mitogen.connect(local());
            context.call(() -> {
                Thread watcher = new Thread(() -> openWith(signal));
                watcher.setDaemon(true);
                watcher.start();
            });
            List<Call<Integer>> there = submit(context, count);
            context.ping(); // behind all of them on the link, and answered all the same
            List<Call<Integer>> here = submit(context.withLimit(4), count);
            long done = Stream.concat(there.stream(), here.stream())
                    .filter(Call::isDone)
                    .count();
            System.out.println("pending " + (2L * count - done));
            System.out.println("megabytes " + usedMegabytes());
            Files.createFile(signal);
            for (int i = 0; i < count; i++) {
                if (there.get(i).await() != i || here.get(i).await() != i) {
                    throw new AssertionError("call " + i + " gave " + there.get(i) + " and " + here.get(i));
                }
            }
            System.out.println("answered");
        }
    }

    private static List<Call<Integer>> submit(Context context, int count) {
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            calls.add(context.submit(() -> {
                GATE.await();
                return number;
            }));
        }
        return calls;
    }

    private static void openWith(Path signal) {
        while (!Files.exists(signal)) {
            LockSupport.parkNanos(10_000_000);
        }
        GATE.countDown();
    }

    private static long usedMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
