package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.ChannelClosedException;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Outcome;
import mitogen.Receiver;
import mitogen.Select;
import mitogen.Sender;
import mitogen.Task.Action;
import mitogen.ValueException;
import org.junit.jupiter.api.Test;

/** How channels end, and what happens to bad input, however a context was reached. */
abstract class ChannelEndContract extends ChannelContract {
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

    /** Values of many frames, and credit that overtakes them, both ways at once. */
    @Test
    void streamsInBothDirectionsStayApart() throws Exception {
        Receiver<byte[]> up = mitogen.context().receiver();
        Sender<byte[]> toUs = up.sender();
        Sender<byte[]> down = context.call(() -> {
            Receiver<byte[]> here = Context.current().receiver();
            Remote.lines = new CompletableFuture<>();
            new Thread(() -> Remote.lines.complete(lengths(here))).start();
            return here.sender();
        });
        Call<Void> sent = context.submit(() -> {
            for (int i = 0; i < 60; i++) {
                toUs.send(new byte[200_000 + i]);
            }
        });
        CompletableFuture<Void> ours = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 60; i++) {
                down.send(new byte[200_000 + i]);
            }
            down.close();
        });
        String expected =
                IntStream.range(200_000, 200_060).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        assertEquals(expected, lengths(up));
        sent.await();
        ours.get(20, TimeUnit.SECONDS);
        assertEquals(expected, context.call(() -> Remote.lines.get(20, TimeUnit.SECONDS)));
    }

    static String lengths(Receiver<byte[]> chunks) {
        List<String> lengths = new ArrayList<>();
        chunks.forEach(chunk -> lengths.add(String.valueOf(chunk.length)));
        return String.join(" ", lengths);
    }

    /** Results overtake values, and so do the words of another sender. */
    @Test
    void closeByAnotherSenderLosesNothingThatWasSent() {
        for (int round = 0; round < 20; round++) {
            Receiver<Object> values = open();
            Sender<Object> sender = values.sender();
            context.call(() -> {
                for (int i = 0; i < 20; i++) {
                    sender.send(new byte[100_000]);
                }
            });
            sender.close();
            assertEquals(20, all(values).size());
        }
    }

    @Test
    void closeStopsTasksThatStillSend() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        Call<Void> call = context.submit(() -> {
            while (true) {
                sender.send(1);
            }
        });
        values.take();
        sender.close();
        values.forEach(value -> assertEquals(1, value)); // what was under way
        CallException stopped = assertThrows(CallException.class, call::await);
        assertTrue(stopped.is(ChannelClosedException.class), stopped::toString);
    }

    /** One that takes an interrupt for a reason to return. */
    @Test
    void aCancelledTaskThatReturnsHasNotSentAll() {
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        Call<Void> call = context.submit(() -> {
            sender.send(1);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Remote.kept = "interrupted";
            }
        });
        assertEquals(1, values.take());
        call.cancel(true);
        CallException cancelled = assertThrows(CallException.class, values::take);
        assertTrue(cancelled.is(CancellationException.class), cancelled::toString);
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
    @Alone
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
    @Alone
    void aContextThatWasNeverReachedEndsTheStream() {
        context.close();
        Receiver<Object> values = open();
        Sender<Object> sender = values.sender();
        context.execute(() -> sender.send(1));
        MitogenException lost = assertThrows(MitogenException.class, values::take);
        assertTrue(
                lost instanceof ContextLostException
                        || lost instanceof ConnectFailedException, // it was closed early or late
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
        context.execute(() -> sender.send("the next one is"));
        assertEquals(List.of("the next one is"), all(values));
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
    void whatStaysAtItsPlaceSaysWhatToTakeAlong() {
        Receiver<Object> values = open();
        Object receiver = values;
        ValueException refused =
                assertThrows(ValueException.class, () -> context.submit(() -> String.valueOf(receiver)));
        assertTrue(refused.getMessage().contains("take its sender() along"), refused::toString);
        Object call = context.submit(() -> 1);
        refused = assertThrows(ValueException.class, () -> context.submit(() -> String.valueOf(call)));
        assertTrue(refused.getMessage().contains("wait for its result"), refused::toString);
    }

    @Test
    void aSenderThatClosedItsChannelSaysSo() {
        Sender<Object> sender = open().sender();
        sender.close();
        ChannelClosedException closed = assertThrows(ChannelClosedException.class, () -> sender.send(1));
        assertTrue(closed.getMessage().contains("this sender closed it"), closed::toString);
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
        for (Outcome<Integer> result : select) {
            if (result.succeeded()) {
                values.add(result.get());
            } else {
                failures.add(result.failure());
                assertEquals(failing, result.source());
            }
        }
        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 100), new HashSet<>(values));
        assertEquals(12, values.size());
        assertTrue(failures.size() == 1 && ((CallException) failures.get(0)).is(IOException.class), failures::toString);
    }
}
