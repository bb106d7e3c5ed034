package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import mitogen.CallException;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import org.junit.jupiter.api.Test;

/** The code in docs/how-to about channels: what is between the two kinds of comments; see {@link GuideTest}. */
final class GuideChannelsTest extends GuideFixture {
    @Test
    void lines() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "one\nan error\nthree\nanother error\n");
        // guide
        Receiver<String> errors = mitogen.context().receiver();
        Sender<String> sender = errors.sender();
        web.execute(() -> {
            try (BufferedReader lines = Files.newBufferedReader(log)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.contains("error")) {
                        sender.send(line);
                    }
                }
            }
        });
        for (String error : errors) { // ends with the task
            print(error);
        }
        // end
        assertEquals(List.of("an error", "another error"), printed);
    }

    @Test
    void fanIn() {
        // guide
        Receiver<Long> loads = mitogen.context().receiver();
        Sender<Long> sender = loads.sender();
        for (Context host : hosts) {
            host.execute(() -> {
                for (int i = 0; i < 3; i++) {
                    sender.send(System.currentTimeMillis());
                }
            });
        }
        long latest = 0;
        for (long load : loads) { // ends when the last of these tasks has ended
            latest = Math.max(latest, load);
        }
        // end
        assertTrue(latest > 0);
    }

    @Test
    void down() {
        // guide
        Sender<String> work = web.call(() -> {
            Receiver<String> orders = Context.current().receiver();
            Worker.start(orders);
            return orders.sender();
        });
        work.send("first");
        work.send("second");
        work.close(); // what was sent before is still taken
        // end
        assertEquals(List.of("first", "second"), web.call(() -> Worker.DONE.get(20, TimeUnit.SECONDS)));
    }

    static final class Worker {
        static final CompletableFuture<List<String>> DONE = new CompletableFuture<>();

        private Worker() {}

        static void start(Receiver<String> orders) {
            new Thread(() -> {
                        List<String> all = new ArrayList<>();
                        orders.forEach(all::add);
                        DONE.complete(all);
                    })
                    .start();
        }
    }

    @Test
    void failure() {
        // guide
        Receiver<String> lines = mitogen.context().receiver();
        Sender<String> sender = lines.sender();
        web.execute(() -> {
            sender.send("all is well");
            throw new IOException("until now");
        });
        String first = lines.take();
        CallException failure = assertThrows(CallException.class, () -> lines.take());
        // end
        assertEquals("all is well", first);
        assertTrue(failure.is(IOException.class));
    }

    @Test
    void time() {
        // guide
        Receiver<String> lines = mitogen.context().receiver();
        String now = lines.poll(); // null if nothing is here
        String soon = lines.poll(Duration.ofMillis(10)); // null if nothing comes in time
        lines.close();
        // end
        assertEquals(null, now);
        assertEquals(null, soon);
    }

    @Test
    void publisher() throws Exception {
        Receiver<Integer> numbers = mitogen.context().receiver();
        Sender<Integer> sender = numbers.sender();
        web.execute(() -> {
            sender.send(1);
            sender.send(2);
        });
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        try (Doubling doubling = new Doubling()) {
            CompletableFuture<Void> done = doubling.consume(seen::add);
            // guide
            numbers.subscribe(doubling); // any Flow.Subscriber
            // end
            done.get(20, TimeUnit.SECONDS);
        }
        assertEquals(List.of(2, 4), seen);
    }

    private static final class Doubling extends SubmissionPublisher<Integer> implements Flow.Subscriber<Integer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Integer number) {
            submit(2 * number);
        }

        @Override
        public void onError(Throwable failure) {
            closeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            close();
        }
    }
}
