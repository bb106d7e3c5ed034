package mitogen.values;

import static mitogen.values.RareCodec.assertRefused;
import static mitogen.values.RareCodec.copy;
import static mitogen.values.RareCodec.encode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import mitogen.wire.PayloadReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Collections and maps find the same keys where they arrive, in the same order, or they are refused. */
@Timeout(30)
@SuppressWarnings({"JdkObsolete", "serial"}) // they travel
final class RareContainersTest {
    /** A comparator that is a value itself. */
    enum ByLength implements Comparator<String> {
        SHORT_FIRST;

        @Override
        public int compare(String one, String other) {
            return Integer.compare(one.length(), other.length());
        }
    }

    static final class Config extends HashMap<String, String> {
        private static final long serialVersionUID = 1;
        final String file = "/etc/x";
    }

    record OfSorted(SortedMap<String, Integer> map) {}

    @Test
    void propertiesKeepTheirDefaults() {
        Properties below = new Properties();
        below.setProperty("port", "80");
        Properties properties = new Properties(new Properties(below));
        properties.setProperty("host", "a");
        Properties copy = copy(properties);
        assertEquals(properties, copy);
        assertEquals("80", copy.getProperty("port"));
        assertNull(copy.get("port"));
    }

    @Test
    void orderAndTheWayOfFindingKeysArrive() {
        TreeMap<String, Integer> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseless.put("Host", 1);
        assertEquals(1, copy(caseless).get("HOST"));
        assertEquals(1, copy(Collections.unmodifiableMap(caseless)).get("HOST"));
        assertEquals(1, copy(Collections.synchronizedMap(caseless)).get("HOST"));
        assertEquals(
                1,
                copy(Collections.checkedMap(caseless, String.class, Integer.class))
                        .get("HOST"));
        assertTrue(copy(Collections.unmodifiableSet(caseless.keySet())).contains("HOST"));
        assertTrue(
                copy(Collections.newSetFromMap(new TreeMap<String, Boolean>(String.CASE_INSENSITIVE_ORDER)))
                        instanceof TreeSet);
        TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of("a", "c", "b"));
        assertEquals("[c, b, a]", copy(reversed).toString());
        assertEquals("[b, a]", copy(reversed.tailSet("b")).toString());
        assertEquals(
                "{c=1}",
                copy(new OfSorted(new TreeMap<>(Map.of("a", 0, "c", 1)).tailMap("b")))
                        .map()
                        .toString());
        for (Comparator<?> each : List.of(Comparator.naturalOrder(), String.CASE_INSENSITIVE_ORDER.reversed())) {
            assertEquals(each, copy((Object) each));
            assertEquals(RareValues.COMPARATOR, new PayloadReader(encode(each)).getByte()); // no private class is named
        }
        TreeSet<Integer> natural = new TreeSet<>(Comparator.naturalOrder());
        natural.addAll(List.of(2, 1));
        assertEquals("[1, 2]", copy(natural).toString());
        TreeSet<String> byLength = new TreeSet<>(ByLength.SHORT_FIRST);
        byLength.addAll(List.of("ccc", "a", "bb"));
        assertEquals("[a, bb, ccc]", copy(byLength).toString());
        PriorityQueue<Integer> queue = new PriorityQueue<>(Comparator.reverseOrder());
        queue.addAll(List.of(1, 3, 2));
        assertEquals(3, copy(queue).poll());
    }

    @Test
    void whatTellsKeysApartInAWayOfItsOwnIsRefused() {
        IdentityHashMap<Object, Integer> identity = new IdentityHashMap<>();
        identity.put("a", 1);
        assertRefused(identity, "by identity", "copy it into");
        assertRefused(Collections.unmodifiableMap(identity), "by identity");
        assertRefused(identity.keySet(), "by identity");
        assertRefused(Collections.newSetFromMap(new IdentityHashMap<>()), "by identity");
        Map<String, Integer> caseless = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Integer>> entrySet() {
                return Map.of("host", 1).entrySet();
            }

            @Override
            public boolean containsKey(Object key) {
                return super.containsKey(key.toString().toLowerCase(Locale.ROOT));
            }
        };
        assertRefused(caseless, "in another way than by equals");
        assertRefused(Collections.unmodifiableMap(caseless), "in another way than by equals");
    }

    @Test
    void whatExtendsACollectionWithStateIsRefused() {
        assertRefused(new Config(), Config.class.getName(), "it extends java.util.HashMap", "new HashMap<>(…)");
        assertRefused(new ArrayList<>() {}, "it extends java.util.ArrayList");
        assertRefused(new Properties() {}, "it extends java.util.Properties");
        List<Integer> view = new AbstractList<>() {
            @Override
            public Integer get(int index) {
                return index;
            }

            @Override
            public int size() {
                return 2;
            }
        };
        assertEquals(List.of(0, 1), copy(view));
    }

    @Test
    void viewsArriveAsWhatTheyShow() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("b", 1);
        map.put("a", 2);
        for (Collection<?> each : List.of(map.keySet(), map.values(), map.entrySet(), Arrays.asList(1, null))) {
            if (each instanceof Set || each instanceof List) {
                assertEquals(each, copy(each));
            } else {
                assertRefused(each, "copy it into a List or a Set");
            }
        }
        assertEquals(map, copy(Collections.unmodifiableMap(map)));
        assertEquals(System.getenv(), copy(System.getenv()));
        assertEquals(new HashSet<>(), copy(Collections.emptySet()));
    }
}
