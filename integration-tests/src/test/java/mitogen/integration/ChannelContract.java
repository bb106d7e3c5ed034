package mitogen.integration;

import static mitogen.connect.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mitogen.Action;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.ConnectException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Select;
import mitogen.Sender;
import mitogen.ValueException;
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

    private Receiver<Object> open() {
        return mitogen.context().receiver();
    }

    private static <T> List<T> all(Receiver<T> receiver) {
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
        assertEquals(List.of(context.name() + "/in-process", context.name(), "in-process"), all(names));
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
            for (int i = 0; i < 100; i++) {
                sender.send(new byte[1_000_000]);
                Remote.SENT.incrementAndGet();
            }
        });
        chunks.take();
        Await.until("the sender stands still", () -> {
            int before = context.call(() -> Remote.SENT.get());
            Thread.sleep(50);
            return before > 0 && before == context.call(() -> Remote.SENT.get());
        });
        assertTrue(context.call(() -> Remote.SENT.get()) < 10, "it is far ahead of its receiver");
        context.call(() -> otherSender.send(1)); // which holds up nobody else
        assertEquals(1, other.take());
        assertEquals(99, all(chunks).size());
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

    // Ends

    @Test
    void closeTravelsFromTheSender() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        context.execute(() -> {
            sender.send(1);
            sender.close();
            sender.close();
        });
        assertEquals(1, values.take());
        ChannelClosedException closed = assertThrows(ChannelClosedException.class, values::take);
        assertTrue(closed.getMessage().contains("it was closed by its sender in " + context.name()), closed::toString);
    }

    @Test
    void closeTravelsFromTheReceiver() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        Call<Void> call = context.submit(() -> {
            for (int i = 0; ; i++) {
                sender.send(new byte[100_000]);
            }
        });
        values.take();
        values.close();
        values.close();
        CallException stopped = assertThrows(CallException.class, call::await);
        assertTrue(stopped.is(ChannelClosedException.class), stopped::toString);
        assertTrue(stopped.getMessage().contains("its receiver in controller was closed"), stopped::toString);
        assertThrows(ChannelClosedException.class, values::take);
        assertThrows(
                ChannelClosedException.class, () -> context.submit(() -> sender.send(1)), "nothing is left to send to");
    }

    @Test
    void errorsTravel() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        context.execute(() -> {
            sender.send(1);
            sender.fail(new NoSuchFileException("/etc/nothing"));
        });
        assertEquals(1, values.take());
        CallException failed = assertThrows(CallException.class, values::take);
        assertTrue(failed.is(NoSuchFileException.class), failed::toString);
        assertTrue(failed.getMessage().contains(context.name()), failed::toString);
        assertThrows(CallException.class, () -> values.iterator().hasNext());
    }

    @Test
    void aTaskThatThrowsEndsTheStreamWithThat() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        Call<Void> call = context.submit(() -> {
            sender.send(1);
            throw new IOException("half way");
        });
        assertEquals(1, values.take());
        CallException failed = assertThrows(CallException.class, values::take);
        assertTrue(failed.is(IOException.class), failed::toString);
        assertThrows(CallException.class, call::await);
    }

    @Test
    void aCancelledTaskEndsTheStream() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        Call<Void> call = context.submit(() -> {
            sender.send(1);
            new CountDownLatch(1).await();
        });
        assertEquals(1, values.take());
        call.cancel(true);
        assertThrows(CallException.class, values::take);
    }

    @Test
    void aLostContextEndsTheStream() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        context.execute(() -> {
            sender.send(1);
            new CountDownLatch(1).await();
        });
        assertEquals(1, values.take());
        context.close();
        MitogenException lost = assertThrows(MitogenException.class, values::take);
        assertTrue(
                lost instanceof ContextLostException || lost instanceof CallException, // or the task heard it first
                lost::toString);
    }

    @Test
    void aContextThatWasNeverReachedEndsTheStream() {
        context.close();
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        context.execute(() -> sender.send(1));
        MitogenException lost = assertThrows(MitogenException.class, values::take);
        assertTrue(
                lost instanceof ContextLostException || lost instanceof ConnectException, // it was closed early or late
                lost::toString);
    }

    @Test
    void aTaskThatCannotBeSentHasHadNoSender() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        Object thread = new Thread();
        assertThrows(
                ValueException.class,
                () -> context.submit(() -> {
                    sender.send(thread.toString());
                }));
        ValueException failed = assertThrows(ValueException.class, values::take);
        assertTrue(failed.getMessage().contains("java.lang.Thread"), failed::toString);
    }

    /** The task cannot be read there, so nothing there knows of its sender. */
    @Test
    void aTaskThatCannotBeReadHasHadNoSender() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        context.execute(new Unreadable(new Picky(1), sender));
        CallException failed = assertThrows(CallException.class, values::take);
        assertTrue(failed.getMessage().contains("not readable there"), failed::toString);
    }

    /** Can be made outside of tasks only. */
    record Picky(int number) {
        Picky {
            if (inTask()) {
                throw new IllegalArgumentException("not readable there");
            }
        }

        private static boolean inTask() {
            try {
                return Context.current() != null;
            } catch (IllegalStateException e) {
                return false;
            }
        }
    }

    /** Fails when it is rebuilt at its place, before its second component has been read. */
    record Unreadable(Picky picky, Sender<Object> sender) implements Action {
        @Override
        public void run() {
            sender.send("never");
        }
    }

    @Test
    void theLossOfTheReceiverStopsTheSender() throws Exception {
        Context other = mitogen.connect(inProcess());
        Sender<byte[]> sender = other.call(() -> {
            Receiver<byte[]> chunks = Context.current().receiver();
            return chunks.sender();
        });
        Call<Void> call = context.submit(() -> {
            while (true) {
                sender.send(new byte[1_000_000]);
            }
        });
        Await.until("it waits for credit", () -> !call.isDone());
        other.close();
        CallException stopped = assertThrows(CallException.class, call::await);
        assertTrue(
                stopped.is(ContextLostException.class) || stopped.is(ChannelClosedException.class), stopped::toString);
    }

    // Bad input

    @Test
    void whatCannotBeSentIsRefusedAndNothingElseHappens() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        assertThrows(NullPointerException.class, () -> sender.send(null));
        ValueException refused = assertThrows(ValueException.class, () -> sender.send(new Thread()));
        assertTrue(refused.getMessage().startsWith("the value sent to a channel to the controller"), refused::toString);
        context.call(() -> {
            try {
                sender.send(new Thread());
            } catch (ValueException e) {
                sender.send("refused");
            }
        });
        assertEquals(List.of("refused"), all(values));
    }

    @Test
    void aReceiverIsOpenedAtItsPlace() {
        IllegalStateException elsewhere = assertThrows(IllegalStateException.class, () -> context.receiver());
        assertTrue(elsewhere.getMessage().contains("open it with Context.current()"), elsewhere::toString);
    }

    @Test
    void selectTakesFromCallsAndChannels() {
        Receiver<Integer> numbers = mitogen.context().receiver();
        Receiver<Integer> failing = mitogen.context().receiver();
        Sender<Integer> sender = numbers.sender();
        Sender<Integer> other = failing.sender();
        Select<Integer> inner = new Select<Integer>().add(failing);
        Select<Integer> select = new Select<Integer>().add(numbers).add(inner);
        select.add(context.submit(() -> 100));
        context.execute(() -> {
            for (int i = 0; i < 10; i++) {
                sender.send(i);
            }
        });
        context.execute(() -> {
            other.send(50);
            throw new IOException("half way");
        });
        List<Integer> values = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Select.Result<Integer> result : select) {
            if (result.failure() == null) {
                values.add(result.value());
            } else {
                failures.add(result.failure());
                assertEquals(failing, result.source());
            }
        }
        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 100), new HashSet<>(values));
        assertEquals(12, values.size());
        assertTrue(failures.size() == 1 && ((CallException) failures.get(0)).is(IOException.class), failures::toString);
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

    private static final class Recording implements Flow.Subscriber<Integer> {
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
