package mitogen.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
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
import java.util.BitSet;
import java.util.Collection;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import mitogen.RemoteThrowable;
import mitogen.Secret;

/** Values of the closed set, as the data of the fuzzer say. */
final class Arbitrary {
    private static final int LONGEST = 12;

    private final FuzzedDataProvider data;

    Arbitrary(FuzzedDataProvider data) {
        this.data = data;
    }

    /** Any value, nested at most so deep. */
    @SuppressWarnings("JdkObsolete") // a LinkedList travels too
    Object value(int depth) {
        switch (data.consumeInt(0, depth > 0 ? 40 : 19)) {
            case 0:
                return null;
            case 1:
                return data.consumeBoolean();
            case 2:
                return data.consumeByte();
            case 3:
                return data.consumeShort();
            case 4:
                return data.consumeChar();
            case 5:
                return data.consumeInt();
            case 6:
                return data.consumeLong();
            case 7:
                return data.consumeFloat();
            case 8:
                return data.consumeDouble();
            case 9:
                return text();
            case 10:
                return primitives();
            case 11:
                return data.pickValue(Samples.Colour.values());
            case 12:
                return new Samples.Point(data.consumeInt(), data.consumeLong());
            case 13:
                return new Secret(text());
            case 14:
                return new Samples.Place(data.consumeInt(), text());
            case 15, 16, 17:
                return moment();
            case 18:
                return named();
            case 19:
                return rare();
            case 35:
                return fill(new ArrayList<>(), depth);
            case 36:
                return fill(new TreeSet<>(comparator()), 0);
            case 37:
                return fill(new TreeMap<>(comparator()), depth);
            case 38:
                EnumMap<Samples.Colour, Object> map = new EnumMap<>(Samples.Colour.class);
                map.put(data.pickValue(Samples.Colour.values()), value(depth - 1));
                return data.consumeBoolean() ? map : new EnumMap<>(Samples.Colour.class);
            case 39:
                return new AbstractMap.SimpleEntry<>(value(depth - 1), value(depth - 1));
            case 20:
                return fill(new LinkedList<>(), depth);
            case 21:
                return fill(new CopyOnWriteArrayList<>(), depth);
            case 22:
                return fill(new ArrayDeque<>(), depth);
            case 23:
                return fill(new HashSet<>(), depth);
            case 24:
                return fill(new LinkedHashSet<>(), depth);
            case 25:
                return fill(new TreeSet<>(), 0);
            case 26:
                return fill(new HashMap<>(), depth);
            case 27:
                return fill(new LinkedHashMap<>(), depth);
            case 28:
                return fill(new ConcurrentHashMap<>(), depth);
            case 29:
                return fill(new TreeMap<>(), depth);
            case 30:
                return Optional.ofNullable(value(depth - 1));
            case 31:
                return fill(new ArrayList<>(), depth).toArray();
            case 32:
                return new String[][] {{text()}, null, {}};
            case 33:
                return new Samples.Pair(value(depth - 1), value(depth - 1));
            case 34:
                return Samples.giver(value(depth - 1), data.consumeInt());
            default:
                return thrown(depth);
        }
    }

    /** Any UTF-16, unpaired surrogates included. */
    private String text() {
        return data.consumeString(data.consumeInt(0, LONGEST));
    }

    private Object primitives() {
        int length = data.consumeInt(0, LONGEST);
        return switch (data.consumeInt(0, 7)) {
            case 0 -> data.consumeBytes(length);
            case 1 -> new boolean[] {data.consumeBoolean(), data.consumeBoolean()};
            case 2 -> data.consumeShorts(length);
            case 3 -> text().toCharArray();
            case 4 -> data.consumeInts(length);
            case 5 -> data.consumeLongs(length);
            case 6 -> new float[] {data.consumeFloat(), -0f, Float.NaN};
            default -> new double[] {data.consumeDouble(), -0d, Double.NaN};
        };
    }

    /** What is of java.time, over its full ranges. */
    private Object moment() {
        LocalDate date = LocalDate.ofEpochDay(
                data.consumeBoolean()
                        ? data.consumeLong(-800_000, 3_000_000)
                        : data.consumeLong(LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay()));
        LocalTime time = LocalTime.ofNanoOfDay(data.consumeLong(0, LocalTime.MAX.toNanoOfDay()));
        int nanos = data.consumeInt(0, 999_999_999);
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(data.consumeInt(-64_800, 64_800));
        return switch (data.consumeInt(0, 14)) {
            case 0 ->
                Instant.ofEpochSecond(
                        data.consumeLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()), nanos);
            case 1 -> Duration.ofSeconds(data.consumeLong(), nanos);
            case 2 -> Period.of(data.consumeInt(), data.consumeInt(), data.consumeInt());
            case 3 -> date;
            case 4 -> time;
            case 5 -> LocalDateTime.of(date, time);
            case 6 -> OffsetDateTime.of(date, time, offset);
            case 7 -> OffsetTime.of(time, offset);
            case 8 -> ZonedDateTime.of(date, time, zone());
            case 9 -> ZonedDateTime.of(date, time, offset);
            case 10 -> Year.of(date.getYear());
            case 11 -> YearMonth.from(date);
            case 12 -> MonthDay.from(date);
            case 13 -> offset;
            default -> zone();
        };
    }

    private ZoneId zone() {
        return ZoneId.of(data.pickValue(
                new String[] {"Asia/Tokyo", "Europe/Berlin", "America/New_York", "UTC", "UTC+01:30", "Etc/GMT+5"}));
    }

    private Object named() {
        return switch (data.consumeInt(0, 5)) {
            case 0 -> new BigInteger(data.consumeInt(-1, 1) < 0 ? -1 : 1, data.consumeBytes(LONGEST));
            case 1 ->
                new BigDecimal(
                        new BigInteger(1, data.consumeBytes(LONGEST)), data.consumeInt(-2_000_000_000, 2_000_000_000));
            case 2 -> URI.create("ssh://host/" + data.consumeInt());
            case 3 -> new File(data.consumeAsciiString(LONGEST));
            case 4 -> path();
            default -> new UUID(data.consumeLong(), data.consumeLong());
        };
    }

    /** Of any bytes. */
    private Path path() {
        StringBuilder name = new StringBuilder("file:///tmp/");
        for (byte each : data.consumeBytes(LONGEST)) {
            name.append(String.format("%%%02x", each == 0 || each == '/' ? 'x' : each & 0xff));
        }
        Path path = Path.of(URI.create(name.toString()));
        return data.consumeBoolean() ? path : path.subpath(0, path.getNameCount());
    }

    private Comparator<Object> comparator() {
        @SuppressWarnings("unchecked")
        Comparator<Object> natural = (Comparator<Object>) (Comparator<?>) Comparator.<String>naturalOrder();
        return data.consumeBoolean() ? natural : Collections.reverseOrder();
    }

    @SuppressWarnings("JavaUtilDate") // it travels
    private Object rare() {
        Properties properties = new Properties(new Properties());
        return switch (data.consumeInt(0, 11)) {
            case 0 -> EnumSet.of(data.pickValue(Samples.Colour.values()));
            case 1 -> EnumSet.noneOf(Samples.Colour.class);
            case 2 -> new Date(data.consumeLong());
            case 3 -> OptionalInt.of(data.consumeInt());
            case 4 -> OptionalDouble.of(data.consumeDouble());
            case 5 -> InetSocketAddress.createUnresolved(text(), data.consumeInt(0, 65_535));
            case 6 -> data.pickValue(new Locale[] {Locale.CANADA_FRENCH, Locale.ROOT, Locale.JAPAN});
            case 7 -> Pattern.compile(Pattern.quote(data.consumeAsciiString(LONGEST)), data.consumeBoolean() ? 2 : 0);
            case 8 -> BitSet.valueOf(data.consumeLongs(2));
            case 9 -> new IllegalStateException(text(), data.consumeBoolean() ? null : new IOException(text()));
            case 10 -> data.pickValue(new Class<?>[] {int.class, String[][].class, Samples.Point.class});
            default -> {
                properties.setProperty(text(), text());
                yield properties;
            }
        };
    }

    private Throwable thrown(int depth) {
        String[] types = {text(), "java.lang.Exception"};
        RemoteThrowable thrown = new RemoteThrowable(
                types,
                data.consumeBoolean() ? null : text(),
                depth <= 0 || data.consumeBoolean() ? null : thrown(depth - 1));
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement(text(), text(), data.consumeBoolean() ? null : "A.java", data.consumeInt())
        });
        if (depth > 0 && data.consumeBoolean()) {
            thrown.addSuppressed(thrown(depth - 1));
        }
        return thrown;
    }

    /** Adds what it takes: some collections refuse null, or what cannot be compared. */
    private Collection<Object> fill(Collection<Object> collection, int depth) {
        for (int left = data.consumeInt(0, LONGEST); left > 0; left--) {
            Object value = value(depth - 1);
            try {
                collection.add(value);
            } catch (NullPointerException | ClassCastException refused) {
                assertNotNull(refused);
            }
        }
        return collection;
    }

    private Map<Object, Object> fill(Map<Object, Object> map, int depth) {
        for (int left = data.consumeInt(0, LONGEST); left > 0; left--) {
            Object key = value(map instanceof TreeMap ? 0 : depth - 1);
            Object value = value(depth - 1);
            try {
                map.put(key, value);
            } catch (NullPointerException | ClassCastException refused) {
                assertNotNull(refused);
            }
        }
        return map;
    }
}
