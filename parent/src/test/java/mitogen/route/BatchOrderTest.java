package mitogen.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which order batches of classes, and their numbers, go down a link. */
final class BatchOrderTest {
    private Router router;
    private ScriptedPeer child;

    @BeforeEach
    void connect() throws Exception {
        router = new Router(0, "controller", new int[0], Protocol.MAX_MESSAGE);
        child = new ScriptedPeer(router, 7, "child");
        router.routes.put(7, new Route(child.link, "child", 0));
        child.start((from, frame) -> {});
    }

    @AfterEach
    void disconnect() throws Exception {
        child.close();
    }

    /** Two threads send the same batch to the same child at once. */
    @Test
    void aNumberDoesNotOvertakeItsBatch() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            CyclicBarrier both = new CyclicBarrier(2);
            for (int number = 1; number <= 500; number++) {
                int each = number;
                PayloadWriter whole = new PayloadWriter();
                whole.putInt(each);
                whole.putBytes(new byte[30_000], 0, 30_000);
                router.batches.put(each, whole.frames());
                Future<?> sent = other.submit(() -> post(each, both));
                post(each, both);
                sent.get();
                assertEquals(30_004, child.take().payloadLength(), "batch " + each);
                assertEquals(4, child.take().payloadLength(), "its number alone");
            }
        } finally {
            other.shutdown();
        }
    }

    private Void post(int number, CyclicBarrier both) throws Exception {
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(number);
        Frame order = payload.frames();
        both.await();
        router.post(7, Protocol.CLASSES, 0, 0, order);
        return null;
    }
}
