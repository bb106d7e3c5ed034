package mitogen.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import mitogen.RemoteThrowable;
import mitogen.ValueException;
import mitogen.values.RareValues;
import mitogen.values.Thrown;
import mitogen.wire.RandomValues.Colour;
import mitogen.wire.RandomValues.Pair;
import mitogen.wire.RandomValues.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ValueCodecTest {
    /** Another seed each time; the failure prints it. */
    private static final long SEED = System.nanoTime();

    record Picky(String text) {
        Picky {
            Objects.requireNonNull(text, "text");
        }
    }

    private static Frame encode(Object value) {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(value);
        return writer.frames();
    }

    private static Frame failure(Throwable thrown) {
        ValueWriter writer = new ValueWriter("the failure", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.putFailure(Thrown.copy(thrown));
        return writer.frames();
    }

    private static Object decode(Frame frame) {
        ValueReader reader = new ValueReader(frame, new Anything());
        Object value = reader.get();
        assertEquals(0, reader.remaining(), "bytes left over");
        return value;
    }

    private static Frame frame(byte[] payload) {
        PayloadWriter writer = new PayloadWriter();
        writer.putBytes(payload, 0, payload.length);
        return writer.frames();
    }

    private static byte[] bytes(Frame head) {
        PayloadReader reader = new PayloadReader(head);
        return reader.getBytes((int) reader.remaining());
    }

    @Test
    void everyValueComesBackTheSame() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3000; i++) {
            Object value = RandomValues.of(random, 4);
            Object copy = decode(encode(value));
            assertTrue(RandomValues.same(value, copy), () -> "seed " + SEED + ": " + value + " came back as " + copy);
        }
    }

    @Test
    void boundsOfNumbers() {
        for (long value : new long[] {0, -1, 1, 63, 64, -64, -65, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertEquals(value, decode(encode(value)));
            assertEquals((int) value, decode(encode((int) value)));
        }
        assertEquals(2, bytes(encode(-64)).length, "small numbers take one byte and their code");
    }

    @Test
    void emptyAndFrameSizedValues() {
        for (int length : new int[] {0, 1, 65_530, 65_535, 65_536, 65_537, 131_072, 1 << 20}) {
            byte[] value = new byte[length];
            new Random(length).nextBytes(value);
            assertTrue(Arrays.equals(value, (byte[]) decode(encode(value))));
            assertEquals("x".repeat(length), decode(encode("x".repeat(length))));
            assertEquals("€".repeat(length), decode(encode("€".repeat(length))));
        }
    }

    @Test
    void throwablesKeepTheirStory() {
        IOException thrown = new IOException("outer", new IllegalStateException("inner"));
        thrown.addSuppressed(new Error("aside"));
        RemoteThrowable copy = (RemoteThrowable) decode(failure(thrown));
        assertEquals("java.io.IOException: outer", copy.toString());
        assertTrue(copy.is(IOException.class) && copy.is(Exception.class) && copy.is(Throwable.class));
        StackTraceElement frame = copy.getStackTrace()[0];
        assertEquals(
                getClass().getName() + ".throwablesKeepTheirStory", frame.getClassName() + "." + frame.getMethodName());
        assertEquals(thrown.getStackTrace()[0].getLineNumber(), frame.getLineNumber());
        assertEquals("java.lang.IllegalStateException: inner", copy.getCause().toString());
        assertEquals("java.lang.Error: aside", copy.getSuppressed()[0].toString());
        RemoteThrowable again = (RemoteThrowable) decode(failure(copy)); // as a relay's task would pass it on
        assertEquals("java.io.IOException", again.type());
        assertNotNull(again.getCause());
    }

    @Test
    void throwablesWithoutEndAreCut() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        one.addSuppressed(two);
        two.addSuppressed(one);
        assertTrue(bytes(failure(one)).length < 1 << 20);
        Throwable deep = new Exception("0");
        for (int i = 1; i < 1000; i++) {
            deep = new Exception(String.valueOf(i), deep);
        }
        assertEquals("java.lang.Exception: 999", decode(failure(deep)).toString());
    }

    @Test
    void depthIsBoundedBothWays() {
        Object deep = "bottom";
        for (int i = 0; i < Values.MAX_DEPTH - 1; i++) {
            deep = List.of(deep);
        }
        assertNotNull(decode(encode(deep)));
        Object tooDeep = List.of(deep);
        String refused =
                assertThrows(ValueException.class, () -> encode(tooDeep)).getMessage();
        assertTrue(refused.contains("more than 256 deep"), refused);
        byte[] nested = new byte[10_000];
        Arrays.fill(nested, (byte) Values.OPTIONAL);
        refused =
                assertThrows(ValueException.class, () -> decode(frame(nested))).getMessage();
        assertEquals("a value is nested more than 256 deep", refused);
    }

    @Test
    void refusalsNameClassPlaceAndRemedy() {
        assertRefused(new Object(), "the value is a java.lang.Object", "cannot be sent", "make it a record");
        assertRefused(new Pair(1, new Object()), "component 'second' of the record " + Pair.class.getName());
        assertRefused(new Object() {}, "an anonymous class");
        assertRefused(new TreeMap<>(Comparator.comparing(Object::toString)), "comparator", "copy it into");
        assertRefused(new TreeSet<>(Comparator.comparing(Object::toString)), "comparator", "copy it into");
        assertRefused(Collections.unmodifiableCollection(new ArrayList<>()), "copy it into a List or a Set");
    }

    private static void assertRefused(Object value, String... words) {
        String message = assertThrows(ValueException.class, () -> encode(value)).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void theLinkageDecidesWhatMayBeNamed() {
        Linkage strict = new Anything() {
            @Override
            public Class<?> classFor(String name) {
                throw new ValueException("not " + name);
            }
        };
        for (Object named : new Object[] {new Point(1, 2), Colour.RED, new Point[0], new String[0]}) {
            Frame frame = encode(named);
            assertThrows(ValueException.class, () -> new ValueReader(frame, strict).get());
        }
        byte[] lambda = {ValueWriter.LAMBDA};
        String refused =
                assertThrows(ValueException.class, () -> decode(frame(lambda))).getMessage();
        assertEquals("code may only be sent down, by a parent", refused);
    }

    @Test
    void aRecordsOwnChecksHold() {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.putByte(Values.RECORD);
        writer.putName(Picky.class.getName());
        writer.putLong(1);
        writer.put(null);
        String refused = assertThrows(ValueException.class, () -> decode(writer.frames()))
                .getMessage();
        assertTrue(refused.contains("java.lang.NullPointerException: text"), refused);
    }

    @Test
    void countsAreCheckedBeforeAnythingIsAllocated() {
        int[] codes = {
            Values.STRING,
            Values.PRIMITIVES,
            Values.ARRAY,
            Values.COLLECTION,
            Values.MAP,
            Values.RECORD,
            Values.THROWABLE,
            Values.SECRET
        };
        for (int code : codes) {
            for (long count : new long[] {1000, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
                PayloadWriter writer = new PayloadWriter();
                writer.putByte(code);
                if (code == Values.ARRAY || code == Values.RECORD) {
                    writer.putLong(0);
                    writer.putString("java.lang.String");
                } else if (code == Values.PRIMITIVES) {
                    writer.putByte(7);
                } else if (code == Values.COLLECTION || code == Values.MAP) {
                    writer.putByte(code == Values.MAP ? 2 : 0);
                }
                writer.putLong(count);
                assertThrows(ValueException.class, () -> decode(writer.frames()), () -> code + " of " + count);
            }
        }
    }

    @Test
    void hostilePayloadsAreRefusedCheaply() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(SEED);
        long most = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] payload = bytes(encode(RandomValues.of(random, 3)));
            if (payload.length > 2000 || payload.length == 0) {
                continue;
            }
            for (int damage = 1 + random.nextInt(4); damage > 0; damage--) {
                payload[random.nextInt(payload.length)] =
                        (byte) (random.nextInt(3) > 0 ? random.nextInt(32) : random.nextInt());
            }
            if (random.nextInt(4) == 0) {
                payload = Arrays.copyOf(payload, random.nextInt(payload.length + 1));
            }
            byte[] hostile = payload;
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                new ValueReader(frame(hostile), new Anything()).get();
            } catch (ValueException e) {
                assertNotNull(e.getMessage());
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", payload " + Arrays.toString(hostile), e);
            }
            most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(most < 4 << 20, "seed " + SEED + ": " + most + " bytes were allocated for a payload of 2000");
    }

    @Test
    void valuesThatTheirContainerRefusesAreRefused() {
        int[][] containers = {{Values.COLLECTION, 5}, {Values.COLLECTION, 6}, {Values.MAP, 8}, {Values.MAP, 9}};
        for (int[] container : containers) {
            PayloadWriter writer = new PayloadWriter();
            writer.putByte(container[0]);
            writer.putByte(container[1]);
            writer.putLong(1);
            writer.putByte(Values.NULL); // null in a TreeSet, ArrayDeque, TreeMap, ConcurrentHashMap
            writer.putByte(Values.NULL);
            assertThrows(ValueException.class, () -> new ValueReader(writer.frames(), new Anything()).get());
        }
    }

    @Test
    void textThatIsNotWhatItSaysIsRefused() {
        for (int form = 0; form < Values.TEXT_FORM.length / 2; form++) {
            PayloadWriter writer = new PayloadWriter();
            writer.putByte(Values.TEXT);
            writer.putByte(form);
            writer.putString("\0 :no such thing");
            try {
                assertSame(File.class, decode(writer.frames()).getClass(), "only a File takes any text");
            } catch (ValueException e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    /** In another locale, Java would take the name for that of another file. */
    @Test
    void aNameThatIsNotPlainDoesNotTravelAsText() {
        for (String type : List.of("java.io.File", "java.nio.file.Path")) {
            PayloadWriter writer = new PayloadWriter();
            writer.putByte(Values.TEXT);
            writer.putByte(Values.indexOf(Values.TEXT_FORM, type, 2));
            writer.putString("/caf\u00e9");
            assertThrows(ValueException.class, () -> decode(writer.frames()), type);
        }
    }

    @Test
    void yearsOfAnyLengthArrive() {
        for (int year : new int[] {Year.MIN_VALUE, -12345, -1000, -5, 0, 5, 999, 2024, 9999, 12345, Year.MAX_VALUE}) {
            assertEquals(Year.of(year), decode(encode(Year.of(year))));
            assertEquals(YearMonth.of(year, 6), decode(encode(YearMonth.of(year, 6))));
        }
    }

    @Test
    void hashesOfEqualKeysMeet() {
        Map<Object, Object> map = new HashMap<>();
        map.put(new Point(1, 2), Colour.RED);
        map.put(new HashSet<>(List.of(1, 2)), Path.of("x"));
        assertEquals(map, decode(encode(map)));
    }
}
