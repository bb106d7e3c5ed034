package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mitogen.Call;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel that carries far more than any JVM on the way may keep, to a receiver that is slow at first. */
@Timeout(600)
final class ChannelMemoryTest extends ContextFixture {
    private static final int CHUNK = 1 << 20;
    private static final long MAX_GROWTH = 16 << 20;

    /** What is reachable in a JVM, after a collection. */
    private static final Task<Long> LIVE = () -> {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    };

    private Context relay;

    @Override
    List<ConnectionMethod> way() {
        return List.of(local());
    }

    @BeforeEach
    void further() {
        relay = context;
        context = relay.connect(local());
    }

    @Test
    void upwards() {
        stream(mitogen.context(), context, 256);
    }

    @Test
    void downwards() {
        stream(context, mitogen.context(), 256);
    }

    @Test
    @Tag("long")
    void fourGibibytesUpwards() {
        stream(mitogen.context(), context, 4096);
    }

    private void stream(Context to, Context from, int chunks) {
        List<Context> all = List.of(mitogen.context(), relay, context);
        List<Long> before = measure(all);
        Sender<byte[]> sender = to.call(() -> {
            Kept.receiver = Context.current().receiver();
            Kept.slow = new CountDownLatch(1);
            return Kept.receiver.sender();
        });
        Call<Long> taken = to.submit(() -> {
            long sum = 0;
            Kept.slow.await();
            for (byte[] chunk : Kept.receiver) {
                sum += chunk.length;
            }
            return sum;
        });
        Call<Void> sent = from.submit(() -> {
            for (int i = 0; i < chunks; i++) {
                sender.send(new byte[CHUNK]);
            }
            sender.close();
        });
        to.call(
                () -> { // a megabyte a second: what does not wait for it comes in that time
                    for (int i = 0; i < 2; i++) {
                        assertEquals(CHUNK, Kept.receiver.take().length);
                        Thread.sleep(1000);
                    }
                });
        assertGrowth("while it is slow", before, measure(all));
        to.call(() -> Kept.slow.countDown());
        assertEquals((chunks - 2L) * CHUNK, taken.await());
        sent.await();
        assertGrowth("afterwards", before, measure(all));
    }

    /** What the tasks of the test leave for each other where values are taken. */
    static final class Kept {
        static volatile CountDownLatch slow;
        static volatile Receiver<byte[]> receiver;

        private Kept() {}
    }

    private static List<Long> measure(List<Context> all) {
        List<Long> live = new ArrayList<>();
        for (Context each : all) {
            live.add(each.call(LIVE));
        }
        return live;
    }

    private static void assertGrowth(String when, List<Long> before, List<Long> after) {
        for (int i = 0; i < before.size(); i++) {
            long growth = after.get(i) - before.get(i);
            String text = "the JVM number " + i + " from the controller grew by " + growth + " bytes " + when;
            assertTrue(growth < MAX_GROWTH, text);
        }
    }
}
