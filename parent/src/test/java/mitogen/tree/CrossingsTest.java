package mitogen.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import mitogen.route.Link;
import org.junit.jupiter.api.Test;

/** Who asks across pays for as many answers as it has asked questions, and for no more. */
final class CrossingsTest {
    private final Link one = new Link(1, "one");
    private final Link other = new Link(2, "other");
    private final Link third = new Link(3, "third");
    private final Crossings crossings = new Crossings();

    @Test
    void eachQuestionPaysForOneAnswer() {
        assertFalse(crossings.answers(one, other), "nobody has asked the one anything");
        assertFalse(crossings.answers(one, other));
        assertTrue(crossings.answers(other, one));
        assertTrue(crossings.answers(other, one));
        assertFalse(crossings.answers(other, one), "this one is a question of its own");
        assertTrue(crossings.answers(one, other));
    }

    @Test
    void othersPayNothing() {
        assertFalse(crossings.answers(one, other));
        assertFalse(crossings.answers(other, third));
        assertFalse(crossings.answers(third, one));
        assertTrue(crossings.answers(other, one));
    }

    @Test
    void whoSentAnythingIsKnownUntilOneOfTheTwoIsGone() {
        crossings.answers(one, other);
        crossings.up(third, other);
        assertEquals(Set.of(one, third), crossings.sources(other));
        crossings.lost(third);
        assertEquals(Set.of(one), crossings.sources(other));
        crossings.lost(other);
        assertEquals(Set.of(), crossings.sources(other));
        assertEquals(Set.of(), crossings.sources(null));
    }

    @Test
    void whoCameAnewOwesNothing() {
        crossings.answers(one, other);
        crossings.lost(one);
        assertFalse(crossings.answers(other, one));
    }
}
