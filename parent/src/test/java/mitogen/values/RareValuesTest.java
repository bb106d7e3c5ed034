package mitogen.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mitogen.RemoteThrowable;
import mitogen.Secret;
import mitogen.ValueException;
import mitogen.wire.Anything;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values arrive equal, or are refused where they are sent. */
@Timeout(30)
@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "serial"}) // they travel
final class RareValuesTest {
    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

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

    record OfHashMap(HashMap<String, Integer> map) {}

    record Masked(String text) {
        @Override
        public String text() {
            return "****";
        }
    }

    /** The address 10.0.0.1, mapped to IPv6. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};

    record OfException(Exception why) {}

    static final class Coded extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        Coded(String message, int code) {
            super(message);
            this.code = code;
        }
    }

    private static Frame encode(Object value) {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(value);
        return writer.frames();
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        ValueReader reader = new ValueReader(encode(value), new Anything());
        Object copy = reader.get();
        assertEquals(0, reader.remaining(), "bytes left over");
        return (T) copy;
    }

    private static void assertRefused(Object value, String... words) {
        String message = assertThrows(ValueException.class, () -> encode(value)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void valuesOfEveryDayArriveEqual() throws Exception {
        Object[] values = {
            EnumSet.of(Colour.GREEN),
            EnumSet.noneOf(Colour.class),
            EnumSet.noneOf(TimeUnit.class),
            EnumSet.allOf(TimeUnit.class),
            new EnumMap<>(Map.of(Colour.GREEN, 1)),
            new EnumMap<>(Colour.class),
            FileTime.from(Instant.ofEpochSecond(1, 5)),
            new Date(5),
            InetAddress.getByAddress("web1", new byte[] {10, 0, 0, 1}),
            InetAddress.getByAddress(new byte[16]),
            Inet6Address.getByAddress(null, MAPPED, -1),
            new InetSocketAddress(Inet6Address.getByAddress(null, MAPPED, -1), 22),
            InetSocketAddress.createUnresolved("web1", 22),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 22),
            OptionalInt.of(-1),
            OptionalInt.empty(),
            OptionalDouble.of(Double.NaN),
            Map.entry("a", 1),
            new AbstractMap.SimpleEntry<>("a", null),
            Locale.CANADA_FRENCH,
            Locale.ROOT,
            StandardCharsets.UTF_16BE,
            new Exception().getStackTrace()[0],
            Runtime.version(),
            String.class,
            int.class,
            Colour[][].class,
            new BigInteger("-123456789012345678901234567890"),
            new BigDecimal("-1.50"),
            new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
            new ConcurrentSkipListMap<>(Map.of("b", 1, "a", 2)),
            new java.util.Vector<>(List.of(1)),
            java.util.BitSet.valueOf(new long[] {5}),
            java.util.Currency.getInstance("EUR"),
            URI.create("http://host/\u00fc"),
        };
        for (Object value : values) {
            Object copy = copy(value);
            assertEquals(value, copy);
            if (!(value instanceof Map.Entry)) {
                assertSame(value.getClass(), copy.getClass());
            }
        }
        InetAddress named = copy(InetAddress.getByAddress("web1", new byte[] {10, 0, 0, 1}));
        assertEquals("web1/10.0.0.1", named.toString());
        Pattern pattern = copy(Pattern.compile("a+", Pattern.CASE_INSENSITIVE));
        assertTrue(pattern.matcher("AA").matches());
        assertThrows(ValueException.class, () -> encode(FileTime.from(Long.MAX_VALUE, TimeUnit.DAYS)));
    }

    /** To make it takes n! steps for n marks. */
    @Test
    void aPatternOfCanonicalEquivalenceIsRefused() {
        assertRefused(Pattern.compile("a", Pattern.CANON_EQ), "CANON_EQ");
        ValueWriter hostile = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        hostile.putByte(RareValues.PLAIN);
        hostile.putByte(9);
        hostile.put("a\u0300\u0315\u031b\u0321\u0323\u0334\u0345\u035c\u035d\u05b0\u05b1\u05b2");
        hostile.put(Pattern.CANON_EQ);
        ValueReader reader = new ValueReader(hostile.frames(), new Anything());
        assertEquals(
                "a Pattern with CANON_EQ",
                assertThrows(ValueException.class, reader::get).getMessage());
    }

    /** What an accessor shows may be less than what there is. */
    @Test
    void aRecordArrivesWithWhatIsInIt() {
        assertEquals(new Masked("secret"), copy(new Masked("secret")));
    }

    @Test
    void aSecretThatWasWipedIsNotSent() {
        Secret secret = new Secret("text");
        secret.wipe();
        assertThrows(IllegalStateException.class, () -> copy(secret));
    }

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

    @Test
    void whatDoesNotFitIntoItsPlaceIsRefusedWhereItIsSent() {
        assertRefused(
                new OfException(new Coded("x", 1)),
                "component 'why' of the record " + OfException.class.getName(),
                Coded.class.getName(),
                "it would arrive as a mitogen.RemoteThrowable, which is no java.lang.Exception");
        assertRefused(new Coded[] {new Coded("x", 1)}, "which is no " + Coded.class.getName());
        assertEquals("x", copy(new OfException(new IOException("x"))).why().getMessage());
        assertEquals(2, copy(new OfHashMap(new HashMap<>(Map.of("a", 2)))).map().get("a"));
    }

    @Test
    void exceptionsArriveAsTheirClassWhereThatLosesNothing() {
        UncheckedIOException thrown = new UncheckedIOException("outer", new FileNotFoundException("inner"));
        thrown.addSuppressed(new IllegalStateException("aside"));
        UncheckedIOException copy = copy(thrown);
        assertEquals("outer", copy.getMessage());
        assertSame(FileNotFoundException.class, copy.getCause().getClass());
        assertSame(IllegalStateException.class, copy.getSuppressed()[0].getClass());
        assertEquals(thrown.getStackTrace()[0].getLineNumber(), copy.getStackTrace()[0].getLineNumber());
        for (Exception each : new Exception[] {
            new NoSuchFileException("/a", "/b", "gone"), // has fields
            new Coded("x", 1),
            new Exception("x") {
                @Override
                public String getMessage() {
                    throw new IllegalStateException("never mind");
                }
            }
        }) {
            Object standIn = copy((Object) each);
            assertTrue(standIn instanceof RemoteThrowable remote && remote.is(each.getClass()), () -> "" + standIn);
        }
    }

    /** A million digits: through decimal text it takes ten seconds and more. */
    @Test
    void aLargeNumberTakesLinearTime() {
        BigInteger number = BigInteger.ONE.shiftLeft(40_000_000).subtract(BigInteger.TEN);
        long start = System.nanoTime();
        assertEquals(number, copy(number));
        assertEquals(new BigDecimal(number, 7), copy(new BigDecimal(number, 7)));
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
    }

    /** 0xe9 is no UTF-8: what its name is as a text, no encoding tells. */
    @Test
    void pathsKeepTheirBytes() {
        for (String text : List.of("/tmp/caf%E9", "/%E9%FF/a/%C3%BC")) {
            Path path = Path.of(URI.create("file://" + text));
            assertEquals(path, copy(path));
            Path relative = path.subpath(0, path.getNameCount());
            assertEquals(relative, copy(relative));
            assertEquals(path.resolve("../%41 b"), copy(path.resolve("../%41 b")));
        }
        assertRefused(Path.of(URI.create("file:///tmp/caf%E9")).toFile(), "take a Path");
        for (String hostile : List.of("a//b", "/a", "a/", "a%00", "%zz", "a?b", "")) {
            PayloadWriter writer = new PayloadWriter();
            writer.putByte(RareValues.FILE);
            writer.putByte(1);
            writer.putString(hostile);
            ValueReader reader = new ValueReader(writer.frames(), new Anything());
            assertThrows(ValueException.class, reader::get, hostile);
        }
    }

    /** What is reached in several ways is copied in each: 30 lists are a thousand million. */
    @Test
    void whatIsSharedWithoutMeasureIsRefused() {
        List<Object> shared = List.of();
        for (int i = 0; i < 40; i++) {
            shared = List.of(shared, shared);
        }
        Object all = shared;
        ValueWriter writer = new ValueWriter("the value", 1 << 22, -1, new RareValues());
        String message =
                assertThrows(ValueException.class, () -> writer.put(all)).getMessage();
        assertTrue(message.contains("reached in several ways"), message);
        assertTrue(Objects.requireNonNull(message).contains("above the limit of 4194304"), message);
    }

    /** As the compiler of Kotlin makes of {@code data class Page(val number: Int, val tags: List<String>)}. */
    @kotlin.Metadata
    static final class Page {
        private final int number;
        private final List<String> tags;

        Page(int number, List<String> tags) {
            this.number = number;
            this.tags = tags;
        }

        public int component1() {
            return number;
        }

        public List<String> component2() {
            return tags;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Page page && page.number == number && page.tags.equals(tags);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @kotlin.Metadata
    static final class Nothing {
        static final Nothing INSTANCE = new Nothing();
    }

    /** As the compiler of Scala makes of {@code case class Box(content: Any)}. */
    public static final class Box implements scala.Product {
        private final Object content;

        public Box(Object content) {
            this.content = content;
        }

        @Override
        public int productArity() {
            return 1;
        }

        @Override
        public Object productElement(int position) {
            return content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Box box && box.content.equals(content);
        }

        @Override
        public int hashCode() {
            return content.hashCode();
        }
    }

    @Test
    void dataClassesAndCaseClassesArrive() {
        assertEquals(new Page(1, List.of("a")), copy(new Page(1, List.of("a"))));
        assertSame(Nothing.INSTANCE, copy(Nothing.INSTANCE));
        assertEquals(new Box(new Box(1)), copy(new Box(new Box(1))));
        assertRefused(new Box(new Object()), "part 1 of the " + Box.class.getName() + " is a java.lang.Object");
    }
}
