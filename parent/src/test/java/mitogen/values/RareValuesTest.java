package mitogen.values;

import static mitogen.values.RareCodec.assertRefused;
import static mitogen.values.RareCodec.copy;
import static mitogen.values.RareCodec.encode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
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
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mitogen.RemoteThrowable;
import mitogen.Secret;
import mitogen.ValueException;
import mitogen.streams.ChannelOutputStream;
import mitogen.wire.Anything;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import mitogen.wire.Values;
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

    private static boolean isQuick(Object value) {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(value);
        return RareValues.isQuick(writer.frames(), 0);
    }

    /** Any array of bytes is copied, and nothing else; but nobody waits long for that. */
    @Test
    void bytesOfSomeFramesAreDecodedAtOnce() {
        assertTrue(isQuick(new byte[300_000]));
        assertFalse(isQuick(new byte[3_000_000]));
        assertFalse(isQuick(new int[75_000]));
        assertFalse(isQuick("x".repeat(300_000)));
    }

    /** Whoever sends it decides where it is cut. */
    @Test
    void aFirstFrameMayEndAnywhere() throws Exception {
        PayloadWriter code = new PayloadWriter();
        code.putByte(Values.PRIMITIVES);
        Frame first = code.frames();
        first.address(0, 1, Protocol.FIRST_REPLY, 0, Protocol.BULK | Protocol.MORE);
        byte[] sent = Arrays.copyOf(first.bytes, first.length());
        Frame came = Frame.read(new DataInputStream(new ByteArrayInputStream(sent)));
        came.next = new PayloadWriter().frames();
        assertFalse(RareValues.isQuick(came, 0));
    }

    /** A value of a stream is one frame: with a second one for its last bytes, all on the way had twice as much to do. */
    @Test
    void aFullValueOfAStreamIsOneFrame() {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        for (int i = 0; i < 32; i++) { // what stands before it in a message of a channel, and more
            writer.putByte(0);
        }
        writer.put(new byte[ChannelOutputStream.CHUNK]);
        assertNull(writer.frames().next);
    }
}
