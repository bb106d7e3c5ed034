package mitogen.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bounds the memory that a piece of work asks for. */
final class Allocated {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocated() {}

    /** Work that may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Runs the work, which may allocate so many bytes. */
    static void atMost(long most, Work work) throws Exception {
        long allocated = 0;
        // The first time, classes are loaded and instrumented by the thread that needs them; that is not counted.
        for (int attempt = 0; attempt < 3; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            work.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated <= most) {
                return;
            }
        }
        throw new AssertionError(allocated + " bytes were allocated where " + most + " are allowed");
    }
}
