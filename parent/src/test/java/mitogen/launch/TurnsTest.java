package mitogen.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten at once go through one jump host, whatever goes through others, and the rest in their order. */
final class TurnsTest {
    private final Queue<Runnable> woken = new ArrayDeque<>();
    private final Turns turns = new Turns(woken::add);
    private final List<String> begun = new ArrayList<>();

    private Runnable take(String name, int number) {
        Runnable work = () -> begun.add(name + number);
        turns.take(name, work);
        return work;
    }

    private static List<String> upTo(String name, int end) {
        return IntStream.range(0, end).mapToObj(i -> name + i).toList();
    }

    @Test
    void tenGoAtOnceAndOthersWaitForTheirTurn() {
        IntStream.range(0, 13).forEach(i -> take("a", i));
        assertEquals(upTo("a", 10), begun);
        turns.done("a");
        woken.remove().run();
        assertTrue(woken.isEmpty());
        assertEquals(upTo("a", 11), begun);
    }

    @Test
    void eachJumpHostHasTurnsOfItsOwn() {
        IntStream.range(0, 11).forEach(i -> take("a", i));
        begun.clear();
        IntStream.range(0, 11).forEach(i -> take("b", i));
        assertEquals(upTo("b", 10), begun);
    }

    @Test
    void whoIsCancelledHasNoTurn() {
        IntStream.range(0, 10).forEach(i -> take("a", i));
        Runnable cancelled = take("a", 10);
        take("a", 11);
        assertTrue(turns.cancel("a", cancelled));
        assertFalse(turns.cancel("a", cancelled));
        turns.done("a");
        woken.remove().run();
        assertEquals("a11", begun.get(10));
    }

    @Test
    void turnsThatAreOverAreFree() {
        IntStream.range(0, 10).forEach(i -> take("a", i));
        IntStream.range(0, 10).forEach(i -> turns.done("a"));
        begun.clear();
        IntStream.range(0, 11).forEach(i -> take("a", i));
        assertEquals(upTo("a", 10), begun);
    }
}
