package mitogen.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mitogen.route.ScriptedPeer.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mitogen.answers.InterruptibleAnswer;
import mitogen.wire.BadFrameException;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One router, 5, below 2 and 0, with the children 7 and 8; all its neighbours are played. */
@Timeout(30)
final class RouterTest {
    private static final int SELF = 5;
    private static final int REPLY = 1500;
    private static final byte[] EMPTY = {};
    private static final int MAX_MESSAGE = 1 << 20;

    private final BlockingQueue<Frame> handled = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    private Router router;
    private ScriptedPeer parent;
    private ScriptedPeer seven;
    private ScriptedPeer eight;

    @BeforeEach
    void connect() throws Exception {
        router = new Router(SELF, "five", new int[] {2, 0}, MAX_MESSAGE);
        router.listener = new Router.Listener() {
            @Override
            public void lost(Link link, String reason, int status) {
                lost.add(link.name + " " + reason + " " + status);
            }

            @Override
            public boolean answered(Frame frame) {
                return false;
            }
        };
        router.handle(Protocol.CALL, (link, head) -> handled.add(head));
        router.handle(
                Protocol.PING,
                (link, head) -> router.post(head.source(), head.replyTo(), 0, 0, new PayloadWriter().frames()));
        parent = new ScriptedPeer(router, 2, "parent");
        router.parent = parent.link;
        parent.start();
        seven = child(7);
        eight = child(8);
    }

    private ScriptedPeer child(int id) throws Exception {
        ScriptedPeer child = new ScriptedPeer(router, id, "child" + id);
        router.routes.put(id, new Route(child.link, "child" + id, SELF));
        child.start((from, frame) -> router.route(from, frame, false)); // the gate of children is the parent module's
        return child;
    }

    @AfterEach
    void disconnect() throws Exception {
        seven.close();
        eight.close();
        parent.close();
    }

    private byte[] handledPayload() throws InterruptedException {
        Frame head = handled.poll(10, TimeUnit.SECONDS);
        PayloadReader payload = new PayloadReader(head);
        return payload.getBytes((int) payload.remaining());
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    // Routing

    @Test
    void framesGoDownUpAndAcross() throws Exception {
        parent.queue(message(0, 7, Protocol.CALL, REPLY, 0, "down".getBytes(UTF_8)))
                .play();
        assertEquals(0, seven.take().source());
        seven.queue(message(7, 0, Protocol.OUTPUT, 0, 0, "up".getBytes(UTF_8))).play();
        assertEquals(0, parent.take().destination());
        seven.queue(message(7, 8, Protocol.PING, REPLY, 0, EMPTY)).play();
        Frame across = eight.take();
        assertEquals(7, across.source());
        assertEquals(REPLY, across.replyTo());
    }

    @Test
    void relayPassesFramesOnUnchangedAndOneByOne() throws Exception {
        Frame large = message(0, 7, Protocol.CALL, REPLY, 0, filled(200_000, 3));
        parent.queueOne(large).play();
        Frame first = seven.take(); // before the others were even sent
        assertTrue(first.is(Protocol.MORE) && first.is(Protocol.BULK));
        assertArrayEquals(Arrays.copyOf(large.bytes, large.length()), Arrays.copyOf(first.bytes, first.length()));
        parent.queue(large.next).play();
        assertTrue(seven.take().is(Protocol.MORE));
    }

    @Test
    void unknownDestinationIsAnswered() throws Exception {
        parent.queue(message(0, 99, Protocol.CALL, REPLY, 0, EMPTY)).play();
        assertTrue(parent.takeDead(REPLY, Protocol.LOST).contains("unknown context 99 is gone, or never was"));
    }

    @Test
    void unknownHandleIsAnswered() throws Exception {
        for (int handle : new int[] {Protocol.CLOSE, 77, 0, -1, Integer.MIN_VALUE}) {
            parent.queue(message(0, SELF, handle, REPLY, 0, EMPTY)).play();
            assertTrue(parent.takeDead(REPLY, Protocol.REFUSED).startsWith("five has no handle "));
        }
    }

    @Test
    void deadMessageIsNotAnsweredWithAnother() throws Exception {
        parent.queue(message(0, 99, REPLY, 0, Protocol.DEAD, EMPTY)).play();
        parent.queue(message(0, SELF, REPLY + 1, 0, 0, EMPTY)).play(); // nobody waits for this reply
        parent.assertSilent(SELF, 0);
    }

    // Forgery

    @Test
    void whatComesFromAboveCannotBeFromBelow() throws Exception {
        for (int forged : new int[] {7, SELF}) {
            parent.queue(message(forged, SELF, Protocol.CALL, REPLY, 0, EMPTY)).play();
            assertTrue(parent.takeDead(REPLY, Protocol.REFUSED).contains("does not lie where it came from"));
        }
        Frame frame = message(0, SELF, Protocol.CALL, REPLY, 0, EMPTY);
        ByteBuffer.wrap(frame.bytes).putInt(12, 7); // the authority
        frame.seal();
        parent.queue(frame).play();
        assertTrue(parent.takeDead(REPLY, Protocol.REFUSED).contains("does not lie where it came from"));
        assertNull(handled.poll());
    }

    // Replies

    @Test
    void replyReachesTheOneWhoAsked() throws Exception {
        InterruptibleAnswer answer = new InterruptibleAnswer(7, "it");
        router.ask(Protocol.PING, new PayloadWriter().frames(), answer, true);
        Frame question = seven.take();
        // A reply of the sibling, to a handle that it guessed, does not count.
        eight.queue(message(8, SELF, question.replyTo(), 0, 0, EMPTY)).play();
        eight.assertSilent(SELF, 8);
        seven.queue(message(7, SELF, question.replyTo(), 0, 0, "yes".getBytes(UTF_8)))
                .play();
        assertEquals(3, answer.await().payloadLength());
    }

    @Test
    void deadMessagesCountFromRelaysOnTheWayOnly() throws Exception {
        int[][] cases = { // who was asked, who says that it is gone, whether that is believed
            {7, 8, 0}, {0, 33, 0}, {2, 0, 1}, {2, 33, 0}, {99, 33, 1}, {99, 0, 1}, {99, 7, 0}
        };
        for (int[] each : cases) {
            InterruptibleAnswer answer = new InterruptibleAnswer(each[0], "it");
            int handle = router.ask(Protocol.PING, new PayloadWriter().frames(), answer, true);
            (each[0] == 7 ? seven : parent).take();
            ScriptedPeer from = each[1] == 7 ? seven : each[1] == 8 ? eight : parent;
            from.queue(ScriptedPeer.address(
                            Router.deadPayload(Protocol.LOST, "gone", 1), each[1], SELF, handle, 0, Protocol.DEAD))
                    .play();
            from.assertSilent(SELF, from == parent ? 0 : from.link.peer);
            assertEquals(each[2] == 0, router.replies.containsKey(handle), Arrays.toString(each));
            router.forget(handle);
        }
    }

    @Test
    void lostLinkIsReported() throws Exception {
        router.close(seven.link, "it broke", 9);
        assertEquals("child7 it broke 9", lost.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void messagesAboveTheLimitAreRefusedAndNothingIsKept() throws Exception {
        parent.queue(message(0, SELF, Protocol.CALL, REPLY, 0, filled(MAX_MESSAGE, 1)))
                .play();
        assertEquals(MAX_MESSAGE, handledPayload().length);
        for (int i = 0; i < 3; i++) {
            parent.queue(message(0, SELF, Protocol.CALL, REPLY + i, 0, filled(2 * MAX_MESSAGE, 1)))
                    .play();
            assertEquals(
                    "five takes no message of more than 1048576 bytes", parent.takeDead(REPLY + i, Protocol.REFUSED));
        }
        // A reply that is too large is not answered; who waits for it hears of it all the same.
        InterruptibleAnswer answer = new InterruptibleAnswer(0, "it");
        int handle = router.ask(Protocol.PING, new PayloadWriter().frames(), answer, true);
        parent.take();
        parent.queue(message(0, SELF, handle, 0, 0, filled(2 * MAX_MESSAGE, 1))).play();
        assertTrue(answer.await().is(Protocol.DEAD));
        // Fragments without end, and without content, of many messages: bounded in all, and then room again.
        Frame empty = message(0, SELF, Protocol.CALL, 0, Protocol.MORE | Protocol.BULK, EMPTY);
        for (int i = 0; i < 100_000; i++) {
            parent.queueOne(empty);
        }
        parent.play();
        parent.queue(message(0, SELF, Protocol.CALL, 0, Protocol.BULK, EMPTY)).play();
        parent.assertSilent(SELF, 0);
        assertNull(handled.poll());
        parent.queue(message(0, SELF, Protocol.CALL, REPLY, 0, filled(MAX_MESSAGE, 1)))
                .play();
        assertEquals(MAX_MESSAGE, handledPayload().length);
    }

    /** Both want no reply, so nothing but the flag tells them apart. */
    @Test
    void aSmallMessageBetweenTheFragmentsOfAnotherIsNoPartOfIt() throws Exception {
        Frame large = message(0, SELF, Protocol.CALL, 0, 0, filled(100_000, 1));
        parent.queueOne(large);
        parent.queue(message(0, SELF, Protocol.CALL, 0, 0, filled(3, 2)));
        parent.queueOne(large.next);
        parent.play();
        assertEquals(3, handledPayload().length);
        assertEquals(100_000, handledPayload().length);
    }

    @Test
    void queuedFramesOfALinkThatNeverOpensAreAnswered() throws Exception {
        Link pending = new Link(9, "pending");
        router.routes.put(9, new Route(pending, "pending", SELF));
        parent.queue(message(0, 9, Protocol.CALL, REPLY, 0, EMPTY));
        parent.queue(message(0, 9, Protocol.CALL, REPLY + 1, 0, filled(100_000, 1)))
                .play();
        parent.assertSilent(SELF, 0);
        router.close(pending, "it could not be connected", 255);
        assertTrue(parent.takeDead(REPLY, Protocol.LOST).contains("it could not be connected"));
        assertTrue(parent.takeDead(REPLY + 1, Protocol.LOST).contains("it could not be connected"));
        parent.assertSilent(SELF, 0); // one answer for both frames of the large one
    }

    // Framing

    @Test
    void everySplitOfTheBytesIsTheSame() throws Exception {
        for (int most : new int[] {1, 2, 3, 7, 27, 28, 29, 1000}) {
            parent.queue(message(0, SELF, Protocol.CALL, REPLY, 0, "first".getBytes(UTF_8)));
            parent.queue(message(0, SELF, Protocol.CALL, REPLY, 0, EMPTY));
            parent.queue(message(2, SELF, Protocol.CALL, REPLY, 0, filled(100, 7)));
            parent.play(most);
            assertEquals("first", new String(handledPayload(), UTF_8));
            assertEquals(0, handledPayload().length);
            assertArrayEquals(filled(100, 7), handledPayload());
        }
    }

    @Test
    void fragmentsOfTwoCallsMayAlternate() throws Exception {
        Frame one = message(0, SELF, Protocol.CALL, REPLY, 0, filled(150_000, 1));
        Frame two = message(0, SELF, Protocol.CALL, REPLY + 1, 0, filled(150_000, 2));
        Frame three = message(2, SELF, Protocol.CALL, REPLY, 0, filled(150_000, 3));
        while (one != null) {
            parent.queueOne(one).queueOne(two).queueOne(three);
            one = one.next;
            two = two.next;
            three = three.next;
        }
        parent.play();
        for (int i = 1; i <= 3; i++) {
            assertArrayEquals(filled(150_000, i), handledPayload());
        }
    }

    @Test
    void declaredLengthAboveTheLimitEndsTheLink() throws Exception {
        for (int length : new int[] {Protocol.MAX_PAYLOAD + 1, Integer.MAX_VALUE, -1}) {
            Frame frame = message(7, SELF, Protocol.CALL, 0, 0, EMPTY);
            ByteBuffer.wrap(frame.bytes).putInt(24, length);
            frame.seal();
            ScriptedPeer peer = new ScriptedPeer(router, 20, "hostile").start();
            peer.queue(frame).play();
            Throwable end = assertInstanceOf(BadFrameException.class, peer.readerEnd());
            assertEquals("a frame of more than 65536 bytes: " + Integer.toUnsignedString(length), end.getMessage());
            peer.close();
        }
    }

    @Test
    void largestFrameIsTaken() throws Exception {
        parent.queue(message(0, SELF, Protocol.CALL, 0, 0, filled(Protocol.MAX_PAYLOAD, 9)))
                .play();
        assertArrayEquals(filled(Protocol.MAX_PAYLOAD, 9), handledPayload());
    }

    @Test
    void whatIsNoFrameEndsTheLink() throws Exception {
        seven.queueBytes("Killed by the OOM killer, sorry to interrupt\n".getBytes(UTF_8))
                .play();
        Throwable end = assertInstanceOf(BadFrameException.class, seven.readerEnd());
        assertEquals("the header of a frame is damaged, or something else writes to this link", end.getMessage());
    }

    @Test
    void endBetweenFramesIsCleanAndWithinOneIsNot() throws Exception {
        eight.queue(message(8, SELF, Protocol.CALL, 0, 0, EMPTY)).play();
        eight.hangUp();
        assertNull(eight.readerEnd());
        Frame frame = message(7, SELF, Protocol.CALL, 0, 0, filled(50, 1));
        seven.queueBytes(Arrays.copyOf(frame.bytes, 40)).play();
        seven.hangUp();
        assertInstanceOf(EOFException.class, seven.readerEnd());
        handledPayload();
        assertNull(handled.poll(), "half a frame was handled");
    }

    /** There may be a password in it: in a small one, that is gathered with others, and in one that is written by itself. */
    @ParameterizedTest
    @ValueSource(ints = {100, 30_000, 200_000})
    void whatWasWrittenIsOverwritten(int length) throws Exception {
        Frame head = message(SELF, 7, Protocol.CALL, 0, 0, filled(length, 1));
        router.send(7, Protocol.CALL, 0, 0, head);
        seven.link.flush(10_000, 1 << 20);
        int arrived = 0;
        for (Frame each = head; each != null; each = each.next) {
            arrived += seven.take().payloadLength();
            assertArrayEquals(new byte[each.length()], Arrays.copyOf(each.bytes, each.length()));
        }
        assertEquals(length, arrived);
    }

    /** Whoever waits for the answer hears once that there will be none, whatever the size of the question. */
    @ParameterizedTest
    @ValueSource(ints = {100, 200_000})
    void whatCannotBeSentIsAnsweredOnce(int length) {
        Router root = new Router(0, "root", new int[0], MAX_MESSAGE);
        List<Frame> answers = new ArrayList<>();
        Link closed = new Link(1, "one");
        Link pending = new Link(2, "two");
        root.routes.put(1, new Route(closed, "one", 0));
        root.routes.put(2, new Route(pending, "two", 0));
        root.close(closed, "it was closed", 3);
        for (int destination = 1; destination <= 3; destination++) {
            int to = destination;
            int handle = root.expect(new Reply() {
                @Override
                public int destination() {
                    return to;
                }

                @Override
                public void arrived(Frame head) {
                    root.replies.put(head.handle(), this); // to count further ones
                    answers.add(head);
                }
            });
            root.send(to, Protocol.CALL, handle, 0, message(0, to, 0, 0, 0, filled(length, 1)));
        }
        root.close(pending, "it was closed", 3);
        assertEquals(3, answers.size());
    }
}
