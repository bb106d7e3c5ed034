package mitogen.integration;

import static mitogen.integration.HostileChild.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.RefusedException;
import mitogen.Sender;
import mitogen.ValueException;
import mitogen.channels.ChannelSender;
import mitogen.route.Router;
import mitogen.wire.Carried;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hostile child that was, or was not, given a sender. The receiver ends with a named refusal, or does not notice. The
 * frames are the same on each JDK.
 */
@Tag("build")
final class HostileChannelTest extends HostileTest {
    private static final int OPEN = 0;
    private static final int ITEM = 1;
    private static final int END = 2;
    private static final int CLOSE = 3;
    private static final int FAIL = 4;
    private static final int GIVE = 5;
    private static final int CREDIT = 6;
    private static final int CLOSED = 7;
    private static final int LOST = 8;
    private static final int DONE = 10;

    private Receiver<Object> receiver;
    private long channel;
    private long copy;

    @BeforeEach
    void channel() {
        receiver = mitogen.context().receiver();
        give(hostile.id());
    }

    /** Makes a copy of the sender for a context, and keeps what is told to that. */
    private void give(int holder) {
        ValueWriter value = new ValueWriter("a sender", 1000, holder, null);
        ((Carried) receiver.sender()).write(value);
        PayloadReader sender = new PayloadReader(value.frames());
        sender.getByte();
        sender.getInt();
        channel = sender.getLong();
        copy = sender.getLong();
    }

    private Frame message(int kind, Consumer<PayloadWriter> content) {
        return message(kind, channel, copy, content);
    }

    private static Frame message(int kind, long channel, long copy, Consumer<PayloadWriter> content) {
        return payload(to -> {
            to.putByte(kind);
            to.putLong(channel);
            to.putLong(copy);
            content.accept(to);
        });
    }

    private static void text(PayloadWriter to) {
        to.putByte(10);
        to.putString("x");
    }

    @SuppressWarnings("unchecked")
    private static void send(Sender<?> sender) {
        ((Sender<Object>) sender).send("x");
    }

    private void send(Frame frame) throws Exception {
        hostile.send(0, Protocol.CHANNEL, 0, Protocol.BULK, frame);
    }

    @Test
    void theKitSpeaksTheProtocol() throws Exception {
        send(message(ITEM, HostileChannelTest::text));
        assertEquals("x", receiver.take());
    }

    @Test
    void aChannelMustBeKnown() throws Exception {
        for (int kind = OPEN; kind <= DONE; kind++) {
            for (long guess : new long[] {0, channel + 1, -1}) {
                send(message(kind, guess, copy, HostileChannelTest::text));
            }
        }
        assertTrue(
                hostile.refused(Protocol.CHANNEL, message(OPEN, 7, 0, to -> {})).contains("it has ended"));
        hostile.settled();
        assertNull(receiver.poll());
    }

    @Test
    void rubbishIsRefusedOrIgnored() throws Exception {
        for (int kind = 0; kind < 256; kind++) {
            if (kind != CLOSE && kind != FAIL && kind != END) {
                send(payload(HostileChannelTest::text));
                int each = kind;
                send(payload(to -> to.putByte(each)));
            }
        }
        hostile.settled();
        assertNull(receiver.poll(Duration.ofMillis(10)));
    }

    /** What a context says of its own channel may be meant for the terminal of whoever reads the failure. */
    @ParameterizedTest
    @ValueSource(ints = {Protocol.REFUSED, Protocol.LOST, 0})
    void theReasonOfAnEndIsShownEscaped(int code) throws Exception {
        Call<Object> call = hostile.context().submit(() -> 1);
        int replyTo = hostile.reply(Protocol.CALL).replyTo();
        hostile.send(0, replyTo, 0, 0, payload(to -> {
            to.putByte(ChannelSender.CODE);
            to.putInt(hostile.id());
            to.putLong(77);
            to.putLong(copy);
        }));
        Sender<?> sender = (Sender<?>) call.await();
        int opened = hostile.reply(Protocol.CHANNEL).replyTo();
        String reason = "\u001b[2Jnone of yours";
        if (code != 0) {
            hostile.send(0, opened, 0, Protocol.DEAD, Router.deadPayload(code, reason, -1));
        } else {
            hostile.send(0, Protocol.CHANNEL, 0, 0, payload(to -> {
                to.putByte(CLOSED);
                to.putLong(77);
                to.putString(reason);
            }));
        }
        hostile.settled();
        MitogenException ended = assertThrows(MitogenException.class, () -> send(sender));
        assertEquals(code == Protocol.LOST, ended instanceof ContextLostException);
        assertTrue(ended.getMessage().endsWith(": \\u{1b}[2Jnone of yours"), ended::getMessage);
    }

    @Test
    void itemsBeyondTheCreditEndTheChannel() throws Exception {
        byte[] full = new byte[60_000];
        assertCheap(() -> {
            for (int i = 0; i < 3000; i++) {
                send(message(ITEM, to -> {
                    to.putByte(11);
                    to.putByte(0);
                    to.putLong(full.length);
                    to.putBytes(full, 0, full.length);
                }));
            }
            hostile.settled();
        });
        assertEquals(full.length, ((byte[]) receiver.take()).length);
        RefusedException ended = assertThrows(RefusedException.class, () -> {
            while (true) {
                receiver.take();
            }
        });
        assertTrue(ended.getMessage().contains("sent more than it had credit for"), ended::toString);
    }

    @Test
    void emptyItemsAreNotFree() throws Exception {
        assertCheap(() -> {
            for (int i = 0; i < 250_000; i++) {
                send(message(ITEM, to -> to.putByte(2)));
            }
            hostile.settled();
        });
        AtomicInteger taken = new AtomicInteger();
        assertThrows(RefusedException.class, () -> receiver.forEach(value -> taken.incrementAndGet()));
        assertTrue(taken.get() < 200_000, () -> taken + " values were kept");
    }

    @Test
    void copiesWithoutAnEndAreNotKept() throws Exception {
        assertCheap(() -> {
            for (int i = 0; i < 300_000; i++) {
                int each = i;
                send(message(END, channel, 1_000_000L + i, to -> {}));
                send(message(GIVE, to -> {
                    to.putLong(each);
                    to.putInt(each);
                }));
            }
            hostile.settled();
        });
        RefusedException ended = assertThrows(RefusedException.class, () -> receiver.take());
        assertTrue(ended.getMessage().contains("more than 65536 copies of its sender"), ended::toString);
    }

    @Test
    void anothersCopyIsNotEnded() throws Exception {
        give(sibling.id());
        send(message(END, to -> {}));
        send(message(FAIL, HostileChannelTest::text));
        hostile.settled();
        send(message(ITEM, HostileChannelTest::text));
        assertEquals("x", receiver.take());
        assertNull(receiver.poll(Duration.ofMillis(10)));
    }

    @Test
    void creditAndEndsAreTakenFromTheReceiverOnly() throws Exception {
        Sender<byte[]> down = sibling.call(() -> {
            Receiver<byte[]> slow = Context.current().receiver();
            return slow.sender();
        });
        ValueWriter value = new ValueWriter("a sender", 1000, hostile.id(), null);
        ((Carried) down).write(value);
        PayloadReader sender = new PayloadReader(value.frames());
        sender.getByte();
        sender.getInt();
        long theirs = sender.getLong();
        hostile.send(0, Protocol.CHANNEL, 0, 0, payload(to -> {
            to.putByte(CREDIT);
            to.putLong(theirs);
            to.putLong(Long.MAX_VALUE);
        }));
        hostile.send(0, Protocol.CHANNEL, 0, 0, payload(to -> {
            to.putByte(CLOSED);
            to.putLong(theirs);
            to.putString("so says the hostile one");
        }));
        hostile.settled();
        down.send(new byte[1]);
    }

    @Test
    void nobodySaysThatOthersAreLost() throws Exception {
        give(sibling.id());
        send(payload(to -> {
            to.putByte(LOST);
            to.putLong(1);
            to.putString("so says the hostile one");
            to.putInt(sibling.id());
            to.putInt(0);
        }));
        hostile.settled();
        assertNull(receiver.poll(Duration.ofMillis(10)));
    }

    @Test
    void classesThatWereNeverServedAreNotNamed() throws Exception {
        send(message(ITEM, to -> {
            to.putByte(16); // an enum
            to.putLong(0);
            to.putString("java.util.concurrent.TimeUnit");
            to.putString("DAYS");
        }));
        assertEquals(java.util.concurrent.TimeUnit.DAYS, receiver.take());
        send(message(ITEM, to -> {
            to.putByte(16);
            to.putLong(0);
            to.putString(Harmful.class.getName());
            to.putString("ONE");
        }));
        ValueException refused = assertThrows(ValueException.class, () -> receiver.take());
        assertTrue(refused.getMessage().contains(notAccepted(Harmful.class.getName())), refused::toString);
    }

    @Test
    void codeIsNotTaken() throws Exception {
        send(message(ITEM, to -> to.putByte(22)));
        ValueException refused = assertThrows(ValueException.class, () -> receiver.take());
        assertTrue(refused.getMessage().contains("code may only be sent down"), refused::toString);
    }

    @Test
    void aFailureThatIsNoThrowableIsOneAllTheSame() throws Exception {
        send(message(FAIL, HostileChannelTest::text));
        MitogenException failed = assertThrows(MitogenException.class, () -> receiver.take());
        assertTrue(failed.getMessage().contains("x"), failed::toString);
    }

    enum Harmful {
        ONE
    }
}
