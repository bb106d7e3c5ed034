package mitogen.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mitogen.ValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All messages that are decoded at a time have one share of the heap together. */
@Timeout(30)
final class HeapShareTest {
    private static final int MOST = 64 << 20;

    private final HeapShare share = new HeapShare(MOST);

    private Spending spending() {
        Spending spending = new Spending(share, 0);
        spending.waitForMore();
        return spending;
    }

    /** Takes all on a thread of its own. */
    private static final class Taking extends Thread {
        final Spending spending;
        final CountDownLatch begun = new CountDownLatch(1);
        volatile Throwable thrown;

        Taking(Spending spending) {
            this.spending = spending;
            start();
        }

        @Override
        public void run() {
            try {
                spending.spend(1, 1 << 20);
                begun.countDown();
                spending.spend(1, MOST - (1 << 20));
            } catch (Throwable e) {
                thrown = e;
            }
        }

        void awaitWait() throws InterruptedException {
            begun.await();
            while (getState() != State.WAITING) {
                assertFalse(getState() == State.TERMINATED, "it did not wait");
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    @Test
    void oneHasItAll() {
        Spending spending = spending();
        spending.spend(1, MOST);
        assertEquals(
                "a message whose values take more than 64 MiB of memory",
                assertThrows(ValueException.class, () -> spending.spend(1, 1)).getMessage());
    }

    @Test
    void othersHaveLittleMeanwhileAndThenAll() throws Exception {
        Spending first = spending();
        first.spend(1, MOST);
        Taking second = new Taking(spending());
        second.awaitWait();
        first.over();
        second.join();
        assertNull(second.thrown);
    }

    @Test
    void whoIsGivenUpHasNothing() throws Exception {
        Spending first = spending();
        first.spend(1, MOST);
        Taking second = new Taking(spending());
        second.awaitWait();
        first.stop(); // though it may hang
        second.join();
        assertNull(second.thrown);
    }

    @Test
    void whoIsGivenUpWaitsNoLonger() throws Exception {
        spending().spend(1, MOST);
        Taking second = new Taking(spending());
        second.awaitWait();
        second.spending.stop();
        second.interrupt();
        second.join();
        assertEquals("nobody waits for the value any more", second.thrown.getMessage());
    }

    @Test
    void whoMayNotWaitHasLittle() {
        Spending spending = new Spending(share, 0);
        assertEquals(
                "a message whose values take more than 2 MiB of memory",
                assertThrows(ValueException.class, () -> spending.spend(1, 3 << 20))
                        .getMessage());
    }
}
