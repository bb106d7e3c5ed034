package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
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
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.Secret;
import mitogen.Task;
import org.junit.jupiter.api.Test;

/** What travels to every context and back, however it was reached and however far away it is. */
abstract class ValueContract extends ServiceContract {
    @Override
    void forget() {
        super.forget();
        context.call(Remote::forget);
    }

    // Values

    @Test
    void theWholeClosedSetTravelsBothWays() {
        for (Object value : closedSet()) {
            Object copy = context.call(() -> Remote.echo(value));
            assertTrue(
                    Arrays.deepEquals(new Object[] {value}, new Object[] {copy}),
                    () -> value.getClass() + " " + value + " came back as " + copy);
            assertEquals(value.getClass(), copy.getClass());
        }
    }

    @SuppressWarnings({"JdkObsolete", "JavaUtilDate"}) // they are what is tested
    private static List<Object> closedSet() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("one", 1);
        map.put(null, null);
        Properties properties = new Properties();
        properties.setProperty("port", "80");
        TreeSet<Integer> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of(1, 3, 2));
        TreeMap<String, Integer> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseless.put("Host", 1);
        return List.of(
                true,
                false,
                (byte) -1,
                (short) -300,
                'ü',
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -0.0f,
                Double.NaN,
                "text with \0, ü, € and 😀",
                "\ud800 alone",
                "",
                new byte[] {1, -1},
                new boolean[] {true, false},
                new short[] {-1, 300},
                new char[] {'a', '€'},
                new int[] {1, -1},
                new long[] {Long.MIN_VALUE},
                new float[] {1.5f},
                new double[] {-1e300},
                new String[] {"a", null},
                new int[][] {{1}, {}, {2, 3}},
                new Object[] {1, "b", null},
                new Point[] {new Point(1, 2)},
                new Colour[0],
                new ArrayList<>(Arrays.asList(1, null, "x")),
                new LinkedList<>(List.of(1)),
                new HashSet<>(Set.of(1, 2)),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                new TreeSet<>(List.of(3, 1, 2)),
                map,
                new HashMap<>(Map.of(1, "a")),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1)),
                Optional.of("x"),
                Optional.empty(),
                Colour.GREEN,
                Colour.Shade.DARK,
                Shape.SQUARE,
                new Point(1, -2),
                new Pair<>(new Pair<>(List.of(new Point(1, 2)).getClass().getName(), Colour.RED), null),
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.50"),
                URI.create("ssh://a/b?c"),
                new File("a/b"),
                UUID.nameUUIDFromBytes(new byte[1]),
                Path.of("/tmp/a b"),
                new Secret("hidden"),
                Instant.ofEpochSecond(1, 2),
                Duration.ofNanos(-5),
                Period.ofMonths(3),
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDateTime.MAX,
                OffsetDateTime.of(LocalDateTime.MIN, ZoneOffset.ofHours(2)),
                OffsetTime.of(LocalTime.MIN, ZoneOffset.UTC),
                ZonedDateTime.of(LocalDate.EPOCH, LocalTime.NOON, ZoneId.of("Europe/Berlin")),
                Year.of(-5),
                YearMonth.of(2024, 2),
                MonthDay.of(2, 29),
                ZoneOffset.ofTotalSeconds(-5),
                ZoneId.of("America/New_York"),
                EnumSet.of(Colour.GREEN),
                EnumSet.noneOf(Shape.class),
                new EnumMap<>(Map.of(Colour.RED, 1)),
                properties,
                reversed,
                caseless,
                new Date(5),
                FileTime.from(Instant.EPOCH),
                new AbstractMap.SimpleImmutableEntry<>("a", 1),
                Locale.CANADA_FRENCH,
                StandardCharsets.UTF_16BE,
                OptionalInt.of(3),
                Runtime.version(),
                Colour[].class,
                InetSocketAddress.createUnresolved("web1", 22),
                Path.of(URI.create("file:///tmp/caf%E9")));
    }

    @Test
    void exceptionsAreValues() {
        IOException outer = new IOException("outer", new FileNotFoundException("inner"));
        Failed copy = context.call(() -> new Failed(Remote.echo(outer)));
        assertEquals("outer", copy.why().getMessage());
        assertEquals(FileNotFoundException.class, copy.why().getCause().getClass());
    }

    /** A map that finds keys by their letters, whatever their case, does so there as well. */
    @Test
    void theWayOfFindingKeysTravels() {
        TreeMap<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseless.put("Host", "a");
        Map<String, String> view = Collections.unmodifiableMap(caseless);
        assertEquals("a", context.call(() -> view.get("host")));
        assertEquals("a", context.call(() -> view).get("host"));
    }

    @Test
    void unknownImplementationsArriveAsTheUsualOnes() {
        assertEquals(List.of(1, 2), context.call(() -> List.of(1, 2)));
        assertEquals(Map.of("a", Set.of(1)), context.call(() -> Map.of("a", Set.of(1))));
        ArrayDeque<Integer> deque = new ArrayDeque<>(List.of(1, 2));
        assertArrayEquals(
                deque.toArray(), context.call(() -> Remote.echo(deque)).toArray());
        assertEquals(List.of(2, 3), context.call(() -> List.of(1, 2, 3).subList(1, 3)));
    }

    @Test
    void recordsAndGenericsNest() {
        Pair<Map<Colour, List<Point>>, Optional<Pair<String, int[]>>> nested = new Pair<>(
                new HashMap<>(Map.of(Colour.RED, new ArrayList<>(List.of(new Point(1, 2), new Point(3, 4))))),
                Optional.of(new Pair<>("a", new int[] {1, 2})));
        var copy = context.call(() -> new Pair<>(Remote.echo(nested), Colour.GREEN));
        assertEquals(nested.first(), copy.first().first());
        assertEquals("a", copy.first().second().orElseThrow().first());
        assertArrayEquals(new int[] {1, 2}, copy.first().second().orElseThrow().second());
        assertEquals(Colour.GREEN, copy.second());
    }

    @Test
    void bigValuesTravelBothWays() {
        byte[] big = new byte[5 << 20];
        new Random(1).nextBytes(big);
        assertArrayEquals(big, context.call(() -> big));
        int hash = Arrays.hashCode(big);
        assertEquals(hash, context.call(() -> Arrays.hashCode(big)));
        String text = "€".repeat(1 << 20);
        assertEquals(text, context.call(() -> text));
    }

    @Test
    void bigValuesOfManyCallsDoNotMix() {
        List<Call<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] load = new byte[1 << 20];
            Arrays.fill(load, (byte) i);
            calls.add(context.submit(() -> load));
        }
        for (int i = 0; i < 8; i++) {
            byte[] copy = calls.get(i).await();
            byte expected = (byte) i;
            assertEquals(1 << 20, copy.length);
            assertTrue(IntStream.range(0, copy.length).allMatch(at -> copy[at] == expected));
        }
    }

    @Test
    void lambdasTravelInLambdas() {
        int two = 2;
        Task<Integer> inner = () -> two + 1;
        Task<Integer> middle = () -> inner.run() * 10;
        assertEquals(31, context.call(() -> middle.run() + 1));
    }

    // What the tasks above need; all of it travels

    record Point(int x, int y) {}

    record Failed(Exception why) {}

    record Pair<A, B>(A first, B second) {}

    record Product(int left, int right) implements Task<Integer> {
        @Override
        public Integer run() {
            return left * right;
        }
    }

    enum Colour {
        RED,
        GREEN;

        enum Shade {
            DARK
        }
    }

    /** Its constants have classes of their own. */
    enum Shape {
        SQUARE {
            @Override
            int corners() {
                return 4;
            }
        };

        abstract int corners();
    }

    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1;

        OwnException(String message) {
            super(message);
        }
    }

    /** State and methods of the far side. */
    static final class Remote {
        static volatile String value;
        static volatile CountDownLatch gate;
        static final List<String> arrived = new CopyOnWriteArrayList<>();

        private Remote() {}

        static void forget() {
            value = null;
            arrived.clear();
        }

        static String text() {
            return "from a method reference";
        }

        static <T> T echo(T any) {
            return any;
        }

        static void count(byte[] load) {
            Set<String> seen = new TreeSet<>();
            for (byte each : load) {
                seen.add(String.valueOf(each));
            }
            arrived.add(String.join("+", seen));
        }

        static Void sleep() throws InterruptedException {
            value = "sleeping";
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                value = "interrupted";
                throw e;
            }
            return null;
        }

        static Void fail(String name) {
            UncheckedIOException failure = new UncheckedIOException("cannot go on", new FileNotFoundException(name));
            failure.addSuppressed(new IllegalStateException("also this"));
            throw failure;
        }
    }
}
