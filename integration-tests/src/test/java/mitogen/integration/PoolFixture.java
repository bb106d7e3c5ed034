package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mitogen.Context;

/** A controller, contexts for a pool, and work that waits for a gate. */
abstract class PoolFixture extends ControllerFixture {
    static final Duration LONG = Duration.ofHours(1);

    final List<Context> made = Collections.synchronizedList(new ArrayList<>());

    List<Context> inside(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> mitogen.connect(inProcess()))
                .toList();
    }

    Supplier<Context> maker(Supplier<Context> connect) {
        return () -> {
            Context context = connect.get();
            made.add(context);
            return context;
        };
    }

    static List<Integer> upTo(int number) {
        return IntStream.range(0, number).boxed().toList();
    }

    /** In each context. */
    static final class Gate {
        static final CountDownLatch OPEN = new CountDownLatch(1);
        static final CountDownLatch BEGAN = new CountDownLatch(1);
        static final CountDownLatch INTERRUPTED = new CountDownLatch(1);
        static final AtomicInteger PASSED = new AtomicInteger();

        private Gate() {}

        static int pass(int item) throws InterruptedException {
            OPEN.await();
            return item;
        }
    }

    static void release(Context context) {
        context.call(() -> Gate.OPEN.countDown());
    }
}
