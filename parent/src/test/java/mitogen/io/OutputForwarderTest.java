package mitogen.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has been printed must not be lost when the process ends at once. */
final class OutputForwarderTest {
    private static final int SELF = 5;

    /** The way up, which takes one write for each permit. */
    private static final class Slow extends OutputStream {
        final Semaphore permits = new Semaphore(0);
        final Semaphore writes = new Semaphore(0);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            permits.acquireUninterruptibly();
            synchronized (taken) {
                taken.write(from, offset, length);
            }
            writes.release();
        }

        /** The handles of the frames so far. */
        List<Integer> handles() throws IOException {
            byte[] bytes;
            synchronized (taken) {
                bytes = taken.toByteArray();
            }
            List<Integer> handles = new ArrayList<>();
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            while (in.available() > 0) {
                handles.add(Frame.read(in).handle());
            }
            return handles;
        }
    }

    private final Router router = new Router(SELF, "five", new int[] {0}, 1 << 24);
    private final OutputForwarder forwarder = new OutputForwarder(router);
    private final Slow up = new Slow();
    private Thread printing;

    @BeforeEach
    void open() {
        router.parent = new Link(0, "parent");
        router.parent.open(up);
    }

    @AfterEach
    void close() {
        up.permits.release(1 << 20);
        router.close(router.parent, "the test is over", -1);
    }

    private FutureTask<Object> start(Callable<Object> work) {
        FutureTask<Object> task = new FutureTask<>(work);
        printing = new Thread(task, "printing");
        printing.start();
        return task;
    }

    private FutureTask<Object> print(int bytes) {
        return start(() -> {
            forwarder.send(SELF, OutputForwarder.OUT, new byte[bytes], 0, bytes);
            return null;
        });
    }

    private void awaitWaiting() {
        while (printing.getState() != Thread.State.WAITING && printing.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(printing.isAlive(), "it does not wait");
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, Link.INLINE, 30_000})
    void aPrintReturnsWhenItIsWritten(int bytes) throws Exception {
        FutureTask<Object> print = print(bytes);
        awaitWaiting();
        assertFalse(print.isDone());
        assertEquals(List.of(), up.handles());
        up.permits.release();
        print.get();
        assertEquals(List.of(Protocol.OUTPUT), up.handles());
    }

    /** A context that has much else to send is not silent meanwhile. */
    @Test
    void aPrintWaitsForNoBulk() throws Exception {
        PayloadWriter payload = new PayloadWriter();
        payload.putBytes(new byte[1 << 20], 0, 1 << 20);
        router.post(0, Protocol.FIRST_REPLY, 0, 0, payload.frames());
        FutureTask<Object> print = print(10);
        awaitWaiting();
        up.permits.release(2); // one for the bulk that is being written
        print.get();
        assertTrue(up.handles().contains(Protocol.OUTPUT));
        assertTrue(up.handles().size() <= 2, "the bulk went first: " + up.handles());
    }

    @Test
    void manyPrintsAreWrittenByTheirOwnThread() throws Exception {
        up.permits.release(1 << 20);
        List<String> writers = new ArrayList<>();
        Link link = new Link(0, "parent");
        router.parent = link;
        link.open(new OutputStream() {
            @Override
            public void write(int value) {
                writers.add(Thread.currentThread().getName());
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                writers.add(Thread.currentThread().getName());
            }
        });
        start(() -> {
                    for (int i = 0; i < 1000; i++) {
                        forwarder.send(SELF, OutputForwarder.OUT, new byte[100], 0, 100);
                    }
                    return null;
                })
                .get();
        assertEquals(1000, writers.stream().filter("printing"::equals).count());
        router.close(link, "the test is over", -1);
    }

    /** Where nobody takes anything, a task can still be cancelled. What it printed stays in line. */
    @Test
    void whoWaitsForAnotherWriteCanBeInterrupted() throws Exception {
        router.post(0, Protocol.FIRST_REPLY, 0, 0, new PayloadWriter().frames());
        FutureTask<Object> print = start(() -> assertThrows(
                InterruptedIOException.class,
                () -> forwarder.send(SELF, OutputForwarder.OUT, new byte[30_000], 0, 30_000)));
        awaitWaiting();
        printing.interrupt();
        print.get();
        up.permits.release(2);
        up.writes.acquire(2);
        assertEquals(List.of(Protocol.FIRST_REPLY, Protocol.OUTPUT), up.handles());
    }

    @Test
    void aLinkThatEndsHoldsNobodyUp() throws Exception {
        FutureTask<Object> print = print(30_000);
        awaitWaiting();
        router.close(router.parent, "the test is over", -1);
        print.get();
    }

    /** It passes on what its children print past Java. */
    @Test
    void theControllerHasNobodyToWaitFor() throws Exception {
        Router top = new Router(0, "controller", new int[0], 1 << 24);
        List<Integer> lengths = new ArrayList<>();
        top.handle(Protocol.OUTPUT, (link, head) -> lengths.add(head.payloadLength() - 5));
        new OutputForwarder(top).send(7, OutputForwarder.NATIVE, new byte[30_000], 0, 30_000);
        assertEquals(List.of(30_000), lengths);
    }
}
