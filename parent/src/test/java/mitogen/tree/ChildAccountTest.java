package mitogen.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import mitogen.wire.Account;
import org.junit.jupiter.api.Test;

final class ChildAccountTest {
    private static final int MIB = 1 << 20;

    private final AtomicLong free = new AtomicLong(12 * MIB);
    private final Account first = new ChildAccount(free);
    private final Account second = new ChildAccount(free);

    private static int fill(Account account) {
        int bytes = 0;
        while (account.keep(MIB)) {
            bytes += MIB;
        }
        return bytes;
    }

    @Test
    void oneAloneMayHoldHalf() {
        assertEquals(6 * MIB, fill(first));
    }

    @Test
    void thereIsRoomForAnother() {
        fill(first);
        assertEquals(3 * MIB, fill(second));
        second.keep(-3 * MIB);
        assertEquals(3 * MIB, fill(second));
    }

    @Test
    void whatMovesIsFullAboveWhatIsFree() {
        first.move(5 * MIB);
        assertFalse(first.isFull());
        first.move(2 * MIB);
        assertTrue(first.isFull());
        assertFalse(second.isFull(), "who holds nothing is never full");
        first.move(-7 * MIB);
        assertFalse(first.isFull());
        assertEquals(12 * MIB, free.get());
    }

    @Test
    void whatMovesHasAnEndHoweverMuchIsFree() {
        Account rich = new ChildAccount(new AtomicLong(Long.MAX_VALUE));
        rich.move(33 * MIB);
        assertTrue(rich.isFull());
    }

    @Test
    void whatWasKeptIsFreeAgainWhenTheChildIsGone() {
        fill(first);
        first.close();
        assertEquals(12 * MIB, free.get());
        assertTrue(first.keep(-MIB));
        assertFalse(first.keep(MIB));
        assertEquals(12 * MIB, free.get());
    }
}
