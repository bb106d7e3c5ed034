package mitogen.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import mitogen.ValueException;
import mitogen.values.RareValues;
import mitogen.wire.Anything;
import mitogen.wire.Budget;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import org.junit.jupiter.api.Test;

/** What values from below may cost. */
final class SpendingTest {
    private static final long MEBIBYTE = 1 << 20;

    /** As a context below would be decoded, with so many bytes. */
    private static ValueReader reader(Object value, long most) {
        return reader(value, most, new Spending[1]);
    }

    /** The same, and where its budget is to be had. */
    static ValueReader reader(Object value, long most, Spending[] spending) {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(value);
        return new ValueReader(writer.frames(), new Anything() {
            @Override
            public int maxObjects() {
                return 10_000_000;
            }

            @Override
            public Budget budget(long bytes) {
                spending[0] = new Spending(new HeapShare(most), bytes);
                spending[0].waitForMore();
                return spending[0];
            }
        });
    }

    private static void assertRefused(String why, Object value, long most) {
        ValueReader reader = reader(value, most);
        assertEquals(why, assertThrows(ValueException.class, reader::get).getMessage(), () -> "of " + value.getClass());
    }

    @Test
    void memoryHasALimit() {
        String why = "a message whose values take more than 1 MiB of memory";
        assertRefused(why, Collections.nCopies(100_000, 1), MEBIBYTE);
        assertRefused(why, Collections.nCopies(10_000, List.of()), MEBIBYTE);
        assertRefused(why, new String[200_000], MEBIBYTE);
        assertRefused(why, new long[400_000], MEBIBYTE);
        assertRefused(why, Collections.nCopies(10_000, new RuntimeException()), MEBIBYTE);
    }

    @Test
    void whatIsAsLargeAsItsMessageIsTaken() {
        byte[] bytes = new byte[20 << 20];
        assertEquals(bytes.length, ((byte[]) reader(bytes, MEBIBYTE).get()).length);
        String text = "a".repeat(20 << 20);
        assertEquals(text, reader(text, MEBIBYTE).get());
    }

    /** However they are spread, for these hash codes collide only where a table is small. */
    @Test
    void keysOfPrograms() {
        for (int step : new int[] {1, 1 << 8, 1 << 16}) {
            Map<Object, Integer> map = new HashMap<>();
            for (int i = 0; i < 100_000; i++) {
                map.put((long) i * step, i);
                map.put((double) i * step, i);
                map.put("key " + i * (long) step, i);
                map.put(List.of(i, step), i);
            }
            assertEquals(map, reader(map, 1000 * MEBIBYTE).get());
        }
    }

    @Test
    void aFewKeysMayCollide() {
        Set<List<Integer>> keys = new HashSet<>();
        IntStream.range(0, 500).forEach(i -> keys.add(List.of(i, -31 * i)));
        assertEquals(keys, reader(keys, 10 * MEBIBYTE).get());
    }

    /** Each level hashes all that is in it. */
    @Test
    void setsOfSetsAreCountedAtEachLevel() {
        Set<Object> all = new HashSet<>();
        IntStream.range(0, 100_000).forEach(all::add);
        Object value = all;
        for (int i = 0; i < 120; i++) {
            value = new ArrayList<>(List.of(Map.of(value, i)));
        }
        assertRefused("the keys of a set or a map collide", value, 1000 * MEBIBYTE);
    }

    @Test
    void aStopEndsIt() {
        ValueReader reader = reader(List.of(1, 2), MEBIBYTE);
        reader.budget.stop();
        assertEquals(
                "nobody waits for the value any more",
                assertThrows(ValueException.class, reader::get).getMessage());
    }
}
