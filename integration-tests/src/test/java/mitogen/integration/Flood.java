package mitogen.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import mitogen.Context;

/** Sends on and on, on a thread of its own, until the link is gone. */
final class Flood {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final int STILL = 100; // calls of the witness, 5 ms apart

    final AtomicInteger sent = new AtomicInteger();

    private final Thread thread;

    interface Sending {
        void send(int number) throws IOException;
    }

    Flood(Sending sending) {
        thread = new Thread(() -> {
            try {
                while (true) {
                    sending.send(sent.get());
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                return; // the link is closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Until nothing more is taken. On a busy machine a pause is no proof of that: somebody else's calls have to be answered
     * meanwhile, by threads like the one that does not read.
     */
    void awaitStandstill(Context witness) throws Exception {
        int[] last = {-1};
        int[] calls = {0};
        Await.until("the flood stands still", PATIENCE, () -> {
            witness.call(() -> 1);
            int now = sent.get();
            boolean still = now > 0 && now <= last[0] + last[0] / 50; // somebody may read a little
            calls[0] = still ? calls[0] + 1 : 0;
            last[0] = still ? last[0] : now;
            return calls[0] > STILL;
        });
    }

    void awaitMore(int more) throws Exception {
        int before = sent.get();
        Await.until("the flood goes on", PATIENCE, () -> sent.get() > before + more);
    }

    void awaitEnd() throws Exception {
        Await.until("the flood ends", PATIENCE, () -> !thread.isAlive());
    }
}
