package mitogen.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.agent.Agent;
import mitogen.tree.Closing;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is noted of what was sent, and what crosses the link. */
@Timeout(30)
final class LedgersTest {
    private static final int CHILD = 300;
    private static final int BEHIND = 301;

    private final Agent agent = Neighbor.agent();
    private final Ledgers ledgers = new Ledgers(agent.router);
    private Neighbor child;

    @BeforeEach
    void open() throws IOException {
        child = Neighbor.child(agent, CHILD);
        child.grandchild(BEHIND);
    }

    @AfterEach
    void close() throws IOException {
        child.close();
        new Closing(agent).close();
    }

    private void publish(int number) {
        Frame whole = Batch.of(List.of(new Batch.Entry("/text" + number, new byte[100], null)))
                .frames(number);
        whole.address(0, 1, Protocol.CLASSES, 0, 0);
        agent.router.batches.put(number, whole);
    }

    @Test
    void aBatchIsSentToAContextOnce() throws IOException {
        publish(7);
        publish(8);
        assertEquals(List.of(7, 8), ledgers.send(child.link, CHILD, List.of(7, 8)));
        for (int number : List.of(7, 8)) {
            Frame frame = child.next();
            assertEquals(CHILD, frame.destination());
            assertEquals("/text" + number, Batch.read(frame).get(0).name());
        }
        publish(9);
        assertEquals(List.of(9), ledgers.send(child.link, CHILD, List.of(7, 9, 8)));
        assertEquals(9, child.nextBatch());
        assertEquals(Set.of(7, 8, 9), ledgers.batches(CHILD));
    }

    @Test
    void toAnotherContextBehindTheLinkGoesTheNumberAlone() throws IOException {
        publish(7);
        ledgers.send(child.link, CHILD, List.of(7));
        child.next();
        assertEquals(List.of(), ledgers.send(child.link, BEHIND, List.of(7)), "nothing crosses for the first time");
        Frame frame = child.next();
        assertEquals(BEHIND, frame.destination());
        assertEquals(4, frame.payloadLength());
        assertEquals(7, frame.payloadInt(0));
    }

    @Test
    void whatIsForgottenCrossesAgain() throws IOException {
        publish(7);
        ledgers.send(child.link, CHILD, List.of(7));
        child.next();
        ledgers.forget(child.link, CHILD, 7);
        assertEquals(List.of(7), ledgers.send(child.link, CHILD, List.of(7)));
        assertTrue(child.next().payloadLength() > 4);
    }

    @Test
    void whatIsSentOnceIsNotKeptOnTheWay() throws IOException {
        ledgers.sendOnce(CHILD, Batch.of(List.of(new Batch.Entry("/large", new byte[10], null))));
        Frame frame = child.next();
        assertTrue(frame.is(Protocol.BULK));
        assertEquals(0, frame.payloadInt(0));
        assertEquals(Map.of(), agent.router.batches);
        assertEquals(Set.of(), Set.copyOf(ledgers.batches(CHILD)));
    }

    @Test
    void tasksOfWhichAllWasSent() {
        Ledger ledger = ledgers.of(CHILD);
        assertFalse(ledger.covers(List.of("a.Task")));
        ledger.cover(List.of("a.Task", "b.Task"));
        assertTrue(ledger.covers(List.of("a.Task")));
        assertFalse(ledger.covers(List.of("a.Task", "c.Task")));
        assertEquals(Map.of(CHILD, Set.of("a.Task", "b.Task")), ledgers.roots());
    }

    @Test
    void ofAContextThatIsGoneNothingIsKnown() {
        assertEquals(17, ledgers.java(CHILD));
        assertFalse(ledgers.knowsJava(CHILD));
        ledgers.up(CHILD, 25);
        ledgers.of(CHILD).cover(List.of("a.Task"));
        assertEquals(25, ledgers.java(CHILD));
        ledgers.gone(Set.of(CHILD));
        assertEquals(17, ledgers.java(CHILD));
        assertFalse(ledgers.knowsJava(CHILD));
        assertEquals(Map.of(), ledgers.roots());
    }
}
