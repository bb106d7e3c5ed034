package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import org.junit.jupiter.api.Test;

/** What every context can do with channels, however it was reached and however far away it is. */
abstract class ChannelContract extends ContextFixture {
    record Row(int number, List<String> cells, Colour colour) {}

    enum Colour {
        RED,
        GREEN
    }

    /** What the tasks of a test leave for each other at their place. */
    static final class Remote {
        static volatile CountDownLatch gate;
        static volatile CompletableFuture<String> lines;
        static volatile CompletableFuture<Row> rows;
        static volatile Object kept;
        static final AtomicInteger SENT = new AtomicInteger();

        private Remote() {}
    }

    final Receiver<Object> open() {
        return mitogen.context().receiver();
    }

    static <T> List<T> all(Receiver<T> receiver) {
        List<T> values = new ArrayList<>();
        receiver.forEach(values::add);
        return values;
    }

    // Streams

    @Test
    void valuesArriveInOrderAndEndWithTheTask() {
        Receiver<Integer> numbers = mitogen.context().receiver();
        Sender<Integer> sender = numbers.sender();
        context.execute(() -> {
            for (int i = 0; i < 1000; i++) {
                sender.send(i);
            }
        });
        assertEquals(IntStream.range(0, 1000).boxed().toList(), all(numbers));
        assertThrows(ChannelClosedException.class, numbers::take);
        assertThrows(ChannelClosedException.class, () -> sender.send(1));
    }

    @Test
    void smallAndLargeValuesKeepTheirOrder() {
        Receiver<byte[]> chunks = mitogen.context().receiver();
        Sender<byte[]> sender = chunks.sender();
        int[] sizes = {1, 300_000, 3, 70_000, 2, 5_000_000, 10};
        Call<Void> call = context.submit(() -> {
            for (int size : sizes) {
                byte[] chunk = new byte[size];
                Arrays.fill(chunk, (byte) size);
                sender.send(chunk);
            }
        });
        for (int size : sizes) {
            byte[] chunk = chunks.take();
            assertEquals(size, chunk.length);
            assertEquals((byte) size, chunk[size - 1]);
        }
        call.await();
        assertFalse(chunks.iterator().hasNext());
    }

    @Test
    void recordsAndEnumsTravel() {
        Receiver<Row> rows = mitogen.context().receiver();
        Sender<Row> sender = rows.sender();
        context.execute(() -> sender.send(new Row(1, List.of("a", "b"), Colour.GREEN)));
        assertEquals(List.of(new Row(1, List.of("a", "b"), Colour.GREEN)), all(rows));
    }

    @Test
    void manyTasksSendToOneReceiver() {
        Receiver<Integer> numbers = mitogen.context().receiver();
        Sender<Integer> sender = numbers.sender();
        for (int i = 0; i < 20; i++) {
            int base = 100 * i;
            context.execute(() -> {
                for (int j = 0; j < 100; j++) {
                    sender.send(base + j);
                }
            });
        }
        Set<Integer> seen = new HashSet<>(all(numbers));
        assertEquals(2000, seen.size());
    }

    @Test
    void holdKeepsItOpenBetweenTasks() throws Exception {
        Receiver<Integer> numbers = mitogen.context().receiver();
        CompletableFuture<List<Integer>> seen = new CompletableFuture<>();
        Receiver.Hold hold = numbers.hold();
        new Thread(() -> seen.complete(all(numbers))).start();
        Sender<Integer> sender = numbers.sender();
        for (int i = 0; i < 3; i++) {
            int number = i;
            context.call(() -> sender.send(number));
        }
        assertFalse(seen.isDone());
        hold.close();
        assertEquals(List.of(0, 1, 2), seen.get(20, TimeUnit.SECONDS));
    }

    @Test
    void theOtherWay() {
        Sender<String> down = context.call(() -> {
            Receiver<String> lines = Context.current().receiver();
            Remote.lines = new CompletableFuture<>();
            new Thread(() -> Remote.lines.complete(String.join(",", lines))).start();
            return lines.sender();
        });
        down.send("a");
        down.send("b");
        down.close();
        assertEquals("a,b", context.call(() -> Remote.lines.get(20, TimeUnit.SECONDS)));
        assertThrows(ChannelClosedException.class, () -> down.send("c"));
    }

    @Test
    void sendersArePassedOn() {
        Context sibling = mitogen.connect(inProcess());
        Receiver<String> names = mitogen.context().receiver();
        Sender<String> sender = names.sender();
        context.call(() -> {
            try (Context inner = Context.current().connect(inProcess())) {
                inner.call(() -> sender.send(Context.current().name()));
            }
            sender.send(Context.current().name());
        });
        sibling.call(() -> sender.send(Context.current().name()));
        List<String> sent = new ArrayList<>(all(names)); // those of several senders come in any order
        Collections.sort(sent);
        assertEquals(
                Stream.of(context.name() + "/in-process", context.name(), "in-process")
                        .sorted()
                        .toList(),
                sent);
    }

    @Test
    void siblingsTalk() {
        Context sibling = mitogen.connect(inProcess());
        Sender<Row> toSibling = sibling.call(() -> {
            Receiver<Row> rows = Context.current().receiver(Row.class);
            Remote.rows = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            Remote.rows.complete(rows.take());
                        } catch (RuntimeException e) {
                            Remote.rows.completeExceptionally(e);
                        }
                    })
                    .start();
            return rows.sender();
        });
        Row row = new Row(3, List.of("x"), Colour.RED);
        context.call(() -> toSibling.send(row));
        assertEquals(row, sibling.call(() -> Remote.rows.get(20, TimeUnit.SECONDS)));
    }

    @Test
    void aSenderOutlivesItsTaskIfDetached() {
        Receiver<String> lines = mitogen.context().receiver();
        Sender<String> sender = lines.sender();
        context.call(() -> {
            Sender<String> mine = sender.detach();
            Remote.gate = new CountDownLatch(1);
            new Thread(() -> {
                        try {
                            Remote.gate.await();
                            mine.send("later");
                            mine.close();
                        } catch (InterruptedException e) {
                            mine.fail(e);
                        }
                    })
                    .start();
        });
        assertNull(lines.poll());
        context.call(() -> Remote.gate.countDown());
        assertEquals(List.of("later"), all(lines));
    }

    @Test
    void aSenderDoesNotOutliveItsTaskOtherwise() {
        Receiver<String> lines = mitogen.context().receiver();
        Sender<String> sender = lines.sender();
        context.call(() -> {
            Remote.kept = sender;
        });
        CallException late = assertThrows(
                CallException.class,
                () -> context.call(() -> {
                    @SuppressWarnings("unchecked")
                    Sender<String> mine = (Sender<String>) Remote.kept;
                    mine.send("too late");
                }));
        assertTrue(late.getMessage().contains("call detach() on it"), late.getMessage());
        assertEquals(List.of(), all(lines));
    }

    // Waiting

    @Test
    void pollWaitsNoLongerThanItIsTold() {
        Receiver<String> lines = mitogen.context().receiver();
        assertNull(lines.poll());
        assertNull(lines.poll(Duration.ZERO));
        assertNull(lines.poll(Duration.ofMillis(30)));
        lines.sender().send("here");
        assertEquals("here", lines.poll(Duration.ofSeconds(20)));
        lines.sender().send("and here");
        assertEquals("and here", lines.poll());
    }

    @Test
    void aSlowReceiverStopsItsSender() throws Exception {
        Receiver<byte[]> chunks = mitogen.context().receiver();
        Receiver<Integer> other = mitogen.context().receiver();
        Sender<byte[]> sender = chunks.sender();
        Sender<Integer> otherSender = other.sender();
        context.call(() -> {
            Remote.SENT.set(0);
        });
        Call<Void> call = context.submit(() -> {
            for (int i = 0; i < 20; i++) {
                sender.send(new byte[500_000]);
                Remote.SENT.incrementAndGet();
            }
        });
        chunks.take();
        Await.until("the sender stands still", () -> {
            int before = context.call(() -> Remote.SENT.get());
            Thread.sleep(50); // only time shows that nothing moves
            return before > 0 && before == context.call(() -> Remote.SENT.get());
        });
        assertTrue(context.call(() -> Remote.SENT.get()) < 10, "it is far ahead of its receiver");
        context.call(() -> otherSender.send(1)); // which holds up nobody else
        assertEquals(1, other.take());
        assertEquals(19, all(chunks).size());
        call.await();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Receiver<String> lines = mitogen.context().receiver();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread taker = new Thread(() -> {
            try {
                lines.take();
            } catch (MitogenException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        taker.start();
        taker.interrupt();
        assertTrue(interrupted.get(20, TimeUnit.SECONDS));

        Sender<byte[]> sender = mitogen.context().<byte[]>receiver().sender();
        Call<Void> call = context.submit(() -> {
            while (true) {
                sender.send(new byte[1_000_000]);
            }
        });
        Await.until("it waits for credit", () -> !call.isDone());
        call.cancel(true);
        assertEquals(1, context.call(() -> 1));
    }

    // As a publisher

    @Test
    void subscribersGetWhatTheyAskFor() throws Exception {
        Receiver<Integer> numbers = mitogen.context().receiver();
        Sender<Integer> sender = numbers.sender();
        Recording first = new Recording(2);
        numbers.subscribe(first);
        context.call(() -> {
            for (int i = 0; i < 5; i++) {
                sender.send(i);
            }
        });
        Await.until("two arrived", () -> first.seen.size() == 2);
        assertFalse(first.done.isDone());
        first.subscription.request(3);
        assertEquals("complete", first.done.get(20, TimeUnit.SECONDS)); // which takes no demand
        assertEquals(List.of(0, 1, 2, 3, 4), first.seen);

        Recording second = new Recording(1);
        numbers.subscribe(second);
        assertTrue(second.done.get(20, TimeUnit.SECONDS).contains("one subscriber"));
    }

    @Test
    void aSubscriberThatThrowsClosesTheChannel() throws Exception {
        Receiver<Integer> numbers = mitogen.context().receiver();
        Sender<Integer> sender = numbers.sender();
        numbers.subscribe(new Recording(1) {
            @Override
            public void onNext(Integer item) {
                throw new IllegalStateException("as intended");
            }
        });
        Call<Void> call = context.submit(() -> {
            while (true) {
                sender.send(1);
            }
        });
        CallException stopped = assertThrows(CallException.class, call::await);
        assertTrue(stopped.is(ChannelClosedException.class), stopped::toString);
    }

    private static class Recording implements Flow.Subscriber<Integer> {
        final List<Integer> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        final CompletableFuture<String> done = new CompletableFuture<>();
        final int first;
        volatile Flow.Subscription subscription;

        Recording(int first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(first);
        }

        @Override
        public void onNext(Integer item) {
            seen.add(item);
        }

        @Override
        public void onError(Throwable thrown) {
            done.complete(thrown.toString());
        }

        @Override
        public void onComplete() {
            done.complete("complete");
        }
    }
}
