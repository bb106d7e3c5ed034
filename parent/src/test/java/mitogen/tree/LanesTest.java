package mitogen.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import mitogen.route.Link;
import mitogen.route.Route;
import mitogen.route.Router;
import mitogen.wire.Account;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of what one child sends is under way to another one, or to those behind it, before some of it has arrived. */
final class LanesTest {
    private static final int FLOW = Lane.FRAMES / 4;
    private static final int MANY = 3000;
    private static final int REPLY = 5000;

    private final AtomicLong free = new AtomicLong(1 << 30);
    private final Router router = new Router(1, "relay", new int[] {0}, 1 << 20);
    private final Link parent = new Link(0, "parent");
    private final Link to = new Link(10, "to");
    private final Link from = new Link(20, "from");
    private final Link other = new Link(30, "other");
    private final Queue<Frame> markers = new ArrayDeque<>();

    @BeforeEach
    void lay() {
        router.parent = parent;
        for (Link each : List.of(to, from, other)) {
            each.account = new ChildAccount(free);
        }
        for (int behind = 10; behind < 20; behind++) {
            router.routes.put(behind, new Route(to, "context " + behind, 1));
        }
        Lanes.lay(router, to);
        Lanes.lay(router, parent);
    }

    private void send(Link over, int destination, int count, int length, Account pays) {
        for (int i = 0; i < count; i++) {
            PayloadWriter payload = new PayloadWriter();
            payload.putBytes(new byte[length], 0, length);
            Frame frame = payload.frames();
            frame.address(destination, over.peer, Protocol.CALL, REPLY, 0);
            frame.account = pays;
            Lanes.of(destination == parent.peer ? parent : to).add(over, frame);
        }
    }

    private void flood(int destination, int count, int length) {
        send(from, destination, count, length, from.account);
    }

    /** All that may be written now, but for the markers; who sent it. */
    private List<Integer> written(Link link) {
        List<Integer> sources = new ArrayList<>();
        for (Frame frame; (frame = Lanes.of(link).next(true)) != null; ) {
            if (frame.source() == router.self) {
                assertEquals(Protocol.PING, frame.handle());
                markers.add(frame);
            } else {
                sources.add(frame.source());
            }
        }
        return sources;
    }

    private int went() {
        return written(to).size();
    }

    /** The context has taken all that was sent before the oldest marker. */
    private void arrive() {
        int replyTo = markers.remove().replyTo();
        router.replies.remove(replyTo).arrived(new PayloadWriter().frames());
    }

    @Test
    void aContextGetsAFewFramesThatItHasNotTaken() {
        flood(10, MANY, 0);
        assertEquals(FLOW, went());
        assertFalse(markers.isEmpty(), "it is asked what has arrived");
        arrive();
        int more = went();
        assertTrue(more > 0 && more < FLOW, () -> more + " frames more");
    }

    @Test
    void nothingIsLostIfAllArrives() {
        flood(10, MANY, 0);
        int all = went();
        while (!markers.isEmpty()) {
            arrive();
            all += went();
        }
        assertEquals(MANY, all);
    }

    @Test
    void aContextGetsAFewBytesThatItHasNotTaken() {
        flood(10, MANY / 10, 60_000);
        int went = went();
        assertTrue(went > 1 && (went - 1) * 60_000 <= Lane.BYTES / 4, () -> went + " frames");
    }

    @Test
    void allContextsBehindALinkGetAFewTogether() {
        for (int behind = 10; behind < 20; behind++) {
            flood(behind, FLOW, 0);
        }
        assertEquals(Lane.FRAMES, went());
    }

    @Test
    void whatSomebodyElseAskedForGoesOn() {
        send(from, 10, MANY, 0, to.account);
        assertEquals(MANY, went());
    }

    @Test
    void whatGoesUpGoesOn() {
        flood(parent.peer, MANY, 0);
        assertEquals(MANY, written(parent).size());
    }

    @Test
    void eachChildHasItsTurn() {
        flood(10, 100, 0);
        send(other, 10, 1, 0, other.account);
        assertEquals(List.of(20, 30, 20), written(to).subList(0, 3));
    }

    @Test
    void aChildIsNotHeldUpByAnother() {
        flood(10, MANY, 0);
        went();
        send(other, 10, 1, 0, other.account);
        assertEquals(List.of(30), written(to));
    }

    @Test
    void whatWaitsComesOutAtTheEndOfTheLink() {
        flood(10, MANY, 0);
        int before = went();
        Lanes.of(to).close();
        assertEquals(MANY, before + went());
    }

    /** It lives, and so nobody is told that it is gone. */
    @Test
    void whatAContextDoesNotTakeIsRefused() throws Exception {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        router.routes.put(from.peer, new Route(from, "from", 1));
        from.open(answers);
        flood(10, MANY, 0);
        int went = went();
        Lanes.of(to).lost(from);
        for (int beat = 0; beat < Quotas.MISSED; beat++) {
            Lanes.of(to).beat();
        }
        from.flush(10_000, 1 << 20);
        DataInputStream sent = new DataInputStream(new ByteArrayInputStream(answers.toByteArray()));
        for (int i = went; i < MANY; i++) {
            Frame answer = Frame.read(sent);
            assertEquals(REPLY, answer.handle());
            assertEquals(Protocol.REFUSED, new PayloadReader(answer).getByte());
        }
        assertEquals(0, sent.available());
        router.close(from, "the test is over", -1);
    }
}
