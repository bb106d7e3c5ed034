package mitogen.wire;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import mitogen.Secret;

/** Values that nobody has thought of. */
final class RandomValues {
    record Point(int x, long y) {}

    record Pair(Object first, Object second) {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    private RandomValues() {}

    /** Whether values are of the same classes, and equal all the way down. */
    static boolean same(Object one, Object other) {
        if (one == null || other == null || one.getClass() != other.getClass()) {
            return one == other;
        }
        if (one.getClass().isArray()) {
            return one instanceof Object[] array
                    ? sameAll(Arrays.asList(array), Arrays.asList((Object[]) other))
                    : Objects.deepEquals(one, other);
        }
        if (one instanceof Pair pair) {
            return same(pair.first, ((Pair) other).first) && same(pair.second, ((Pair) other).second);
        }
        if (one instanceof List<?> list) {
            return sameAll(list, (List<?>) other);
        }
        if (one instanceof LinkedHashMap<?, ?> map) {
            return sameAll(map.keySet(), ((Map<?, ?>) other).keySet())
                    && sameAll(map.values(), ((Map<?, ?>) other).values());
        }
        if (one instanceof ArrayDeque<?> deque) {
            return sameAll(deque, (Collection<?>) other);
        }
        if (one instanceof Optional<?> optional) {
            return same(optional.orElse(null), ((Optional<?>) other).orElse(null));
        }
        return one.equals(other);
    }

    private static boolean sameAll(Collection<?> some, Collection<?> others) {
        Iterator<?> each = others.iterator();
        return some.size() == others.size() && some.stream().allMatch(one -> same(one, each.next()));
    }

    /** Any value that travels, nested so deep at most. */
    @SuppressWarnings("JdkObsolete") // a LinkedList is what is tested
    static Object of(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 24 : 15)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return (byte) random.nextInt();
            case 3:
                return (short) random.nextInt();
            case 4:
                return (char) random.nextInt();
            case 5:
                return random.nextInt() >> random.nextInt(32);
            case 6:
                return random.nextLong() >> random.nextInt(64);
            case 7:
                return Float.intBitsToFloat(random.nextInt());
            case 8:
                return random.nextGaussian();
            case 9:
                return text(random);
            case 10:
                return array(random);
            case 11:
                return Colour.values()[random.nextInt(2)];
            case 12:
                return new Point(random.nextInt(), random.nextLong());
            case 13:
                return scalar(random);
            case 14:
                return new Secret(text(random));
            case 15:
                return fill(new ArrayList<>(), random, depth);
            case 16:
                return fill(new LinkedList<>(), random, depth);
            case 17:
                Collection<Object> deque = new ArrayDeque<>();
                deque.add(new Pair(of(random, depth - 1), 1));
                return deque;
            case 18:
                return Optional.ofNullable(of(random, depth - 1));
            case 19:
            case 20:
                return new Pair(of(random, depth - 1), of(random, depth - 1));
            case 21:
                return fill(new ArrayList<>(), random, depth).toArray();
            case 22:
                return new Pair[] {new Pair(of(random, depth - 1), null), null};
            default:
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(random), of(random, depth - 1));
                }
                return map;
        }
    }

    private static Collection<Object> fill(Collection<Object> collection, Random random, int depth) {
        for (int i = random.nextInt(6); i > 0; i--) {
            collection.add(of(random, depth - 1));
        }
        return collection;
    }

    private static String text(Random random) {
        int range = random.nextBoolean() ? 128 : random.nextBoolean() ? 256 : 65536;
        char[] text = new char[random.nextInt(random.nextInt(20) == 0 ? 100_000 : 20)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) random.nextInt(range);
        }
        return new String(text);
    }

    private static Object array(Random random) {
        int length = random.nextInt(random.nextInt(20) == 0 ? 100_000 : 20);
        switch (random.nextInt(8)) {
            case 0:
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                return bytes;
            case 1:
                boolean[] flags = new boolean[length];
                for (int i = 0; i < length; i++) {
                    flags[i] = random.nextBoolean();
                }
                return flags;
            case 2:
                short[] shorts = new short[length];
                for (int i = 0; i < length; i++) {
                    shorts[i] = (short) random.nextInt();
                }
                return shorts;
            case 3:
                return text(random).toCharArray();
            case 4:
                return random.ints(length).toArray();
            case 5:
                return random.longs(length).toArray();
            case 6:
                float[] floats = new float[length];
                for (int i = 0; i < length; i++) {
                    floats[i] = random.nextFloat();
                }
                return floats;
            default:
                return random.doubles(length).toArray();
        }
    }

    private static Object scalar(Random random) {
        Object[] scalars = {
            new BigInteger(random.nextInt(300), random),
            new BigDecimal(new BigInteger(100, random), random.nextInt(50)),
            UUID.randomUUID(),
            URI.create("ssh://host/" + random.nextInt()),
            new File("/tmp/" + random.nextInt()),
            Path.of("/tmp", String.valueOf(random.nextInt())),
            Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
            Duration.ofNanos(random.nextLong()),
            LocalDate.ofEpochDay(random.nextInt(100_000)),
            ZonedDateTime.of(2024, 1, 1, 0, 0, 0, random.nextInt(1_000_000_000), ZoneId.of("Asia/Tokyo")),
        };
        return scalars[random.nextInt(scalars.length)];
    }
}
