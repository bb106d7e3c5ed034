package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;
import org.junit.jupiter.api.Test;

/** Large values of several children are decoded one after the other. */
final class HostileHeapShareTest extends HostileTest {
    /** What is only made when the test allows that. */
    record Gate(int number) {
        static final AtomicInteger MADE = new AtomicInteger();
        static final AtomicReference<CountDownLatch> OPEN = new AtomicReference<>(new CountDownLatch(0));

        Gate {
            MADE.incrementAndGet();
            try {
                OPEN.get().await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The value has more than the 32nd part of a quarter of the heap. */
    private static Frame large() {
        int numbers = (int) (Runtime.getRuntime().maxMemory() / 400);
        ValueWriter writer = new ValueWriter("a value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(List.of(new long[numbers], new Gate(1)));
        return writer.frames();
    }

    private static Call<Object> answered(HostileChild child, Frame value) throws Exception {
        Call<Object> call = child.context().submit(() -> 1);
        child.send(0, child.reply(Protocol.CALL).replyTo(), 0, 0, value);
        return call;
    }

    private static boolean isWaitedFor() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().endsWith(".HeapShare"));
    }

    @Test
    void oneAtATimeIsLarge() throws Exception {
        mitogen.context().accept(Gate.class);
        HostileChild other = another();
        try {
            Frame first = large();
            Frame second = large();
            Gate.MADE.set(0);
            Gate.OPEN.set(new CountDownLatch(1));
            Call<Object> one = answered(hostile, first);
            Call<Object> two = answered(other, second);
            Await.until("one is decoded, and one waits", () -> Gate.MADE.get() == 1 && isWaitedFor());
            assertEquals(1, sibling.call(() -> 1));
            Gate.OPEN.get().countDown();
            one.get(20, TimeUnit.SECONDS);
            two.get(20, TimeUnit.SECONDS);
            assertEquals(2, Gate.MADE.get());
        } finally {
            Gate.OPEN.get().countDown();
        }
    }
}
