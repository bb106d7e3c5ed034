package mitogen.decode;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mitogen.wire.ValueReader;
import org.junit.jupiter.api.Test;

/** What values from below take in the heap is no more than is counted for them. */
final class EstimateTest {
    private static final int COUNT = 5_000;

    private static final List<Class<?>> COLLECTIONS = List.of(
            ArrayList.class,
            LinkedList.class,
            ArrayDeque.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            Vector.class,
            PriorityQueue.class,
            CopyOnWriteArrayList.class,
            CopyOnWriteArraySet.class,
            ConcurrentLinkedQueue.class,
            ConcurrentSkipListSet.class);

    private static final List<Class<?>> MAPS = List.of(
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class,
            ConcurrentHashMap.class,
            ConcurrentSkipListMap.class,
            Properties.class);

    @SuppressWarnings("unchecked")
    private static List<Object> all() throws Exception {
        List<Object> values = new ArrayList<>();
        for (int size : new int[] {0, 1, 11}) {
            for (Class<?> type : COLLECTIONS) {
                Collection<Object> collection =
                        (Collection<Object>) type.getConstructor().newInstance();
                Stream.iterate(1000, i -> i + 1).limit(size).forEach(collection::add);
                values.add(collection);
            }
            for (Class<?> type : MAPS) {
                Map<Object, Object> map =
                        (Map<Object, Object>) type.getConstructor().newInstance();
                Stream.iterate(1000, i -> i + 1).limit(size).forEach(i -> map.put(i, i));
                values.add(map);
            }
        }
        values.addAll(List.of(
                Optional.of(1000),
                "",
                "a",
                1000L,
                1000.5,
                new int[0],
                new int[] {1},
                new String[0],
                new Object[] {1},
                new byte[0],
                DayOfWeek.MONDAY,
                LocalDateTime.MAX,
                OffsetDateTime.MAX,
                ZonedDateTime.of(2020, 1, 1, 1, 1, 1, 1, ZoneId.of("Europe/Paris")),
                Duration.ofMillis(1),
                new UUID(1, 2),
                URI.create("a:b"),
                Path.of("a"),
                new File("a"),
                BigInteger.valueOf(1000),
                BigDecimal.valueOf(12345, 2),
                Pattern.compile("a"),
                Pattern.compile("[a-z]+(b|c)*"),
                Locale.GERMANY,
                InetAddress.getByAddress(new byte[] {1, 2, 3, 4}),
                InetAddress.getByAddress(new byte[16]),
                InetSocketAddress.createUnresolved("a", 1),
                new StackTraceElement("a", "b", "c", 1),
                new IllegalStateException("a"),
                EnumSet.of(DayOfWeek.MONDAY),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                new BitSet(),
                BitSet.valueOf(new long[] {1}),
                Map.entry(1000, 2000),
                Runtime.version()));
        return values;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void takesNoMoreThanIsCounted() throws Exception {
        assertAll(all().stream().map(value -> () -> assertCounted(value)));
    }

    private static void assertCounted(Object value) {
        Spending[] spending = {null};
        ValueReader reader = SpendingTest.reader(Collections.nCopies(COUNT, value), 1L << 40, spending);
        long bytes = reader.remaining();
        long left = spending[0].left();
        long before = used();
        Object decoded = reader.get();
        long taken = (used() - before) / COUNT;
        long counted = (left - spending[0].left() + 2 * bytes) / COUNT;
        assertTrue(
                taken <= counted && decoded != null,
                () -> value.getClass().getName() + " takes " + taken + " bytes, and " + counted + " are counted");
    }
}
