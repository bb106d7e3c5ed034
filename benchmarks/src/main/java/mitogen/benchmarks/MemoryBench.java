package mitogen.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** What one more connected local child costs the controller. */
final class MemoryBench implements Bench {
    private static final String NAME = "memory";

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Override
    public void run(Setup setup, Report report) throws Exception {
        int children = setup.scale().children();
        Samples threads = new Samples();
        Samples heap = new Samples();
        Samples processor = new Samples();
        int rounds = Math.min(5, setup.scale().rounds());
        for (int i = -Math.min(1, setup.scale().warmUp()); i < rounds; i++) { // the first one loads classes
            try (Mitogen mitogen = Mitogen.open()) {
                Tasks.call(mitogen.connect(Local.local()));
                int threadsBefore = threads();
                long heapBefore = heap();
                long processorBefore = PROCESS.getProcessCpuTime();
                List<Context> contexts = new ArrayList<>();
                for (int j = 0; j < children; j++) {
                    contexts.add(mitogen.connect(Local.local()));
                }
                contexts.forEach(Tasks::call);
                double processorEach = (PROCESS.getProcessCpuTime() - processorBefore) / 1e6 / children;
                double threadsEach = (double) (threads() - threadsBefore) / children;
                double heapEach = (heap() - heapBefore) / 1e3 / children;
                if (i >= 0) {
                    threads.add(threadsEach);
                    heap.add(heapEach);
                    processor.add(processorEach);
                }
            }
        }
        String each = " per local child, of " + children;
        report.add(Figure.of(NAME, "controller threads" + each, Unit.THREADS, threads)
                .withBudget(Budget.atMost(3)));
        report.add(
                Figure.of(NAME, "controller heap" + each, Unit.KILOBYTES, heap).withBudget(Budget.atMost(100)));
        report.add(
                Figure.of(NAME, "controller processor time, connect + first call" + each, Unit.MILLISECONDS, processor)
                        .withBudget(Budget.atMost(3)));
    }

    /**
     * Threads that last: those of the task pool end by themselves when they have nothing to do, and so do those of the
     * JDK that wait for the end of a process, which are named after the process while there is one.
     */
    private static int threads() {
        int count = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (!name.startsWith("mitogen-task-") && !name.equals("process reaper")) {
                count++;
            }
        }
        return count;
    }

    /** Bytes that are reachable. */
    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20); // for what reference handlers let go
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
