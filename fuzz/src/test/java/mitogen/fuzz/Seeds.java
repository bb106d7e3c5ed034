package mitogen.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import mitogen.Secret;
import mitogen.calls.Writers;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.ValueWriter;

/** Writes the saved inputs that are made rather than found: {@code scripts/fuzz --seeds}, after a change of a format. */
final class Seeds {
    private static final int ARRAY = 12;
    private static final int DEEP = 250;

    private final Path inputs;

    private Seeds(Path inputs) {
        this.inputs = inputs;
    }

    /** The argument is the directory of the test resources. */
    public static void main(String[] arguments) throws IOException {
        Seeds seeds = new Seeds(Path.of(arguments[0]));
        seeds.frames();
        seeds.values();
        seeds.arrangements();
        seeds.batches();
        seeds.cores();
        seeds.targets();
    }

    private void save(String test, String method, String name, byte[] bytes) throws IOException {
        Path directory = inputs.resolve("mitogen/" + test + "Inputs").resolve(method);
        Files.createDirectories(directory);
        Files.write(directory.resolve("seed-" + name), bytes);
    }

    private void frames() throws IOException {
        byte[] ping = frame(Protocol.PING, 0, new byte[0]);
        save("fuzz/FrameFuzzTest", "frames", "ping", ping);
        save("fuzz/FrameFuzzTest", "frames", "call", frame(Protocol.CALL, 0, value(List.of("a", 1))));
        save("fuzz/FrameFuzzTest", "frames", "two", join(ping, frame(Protocol.OUTPUT, Protocol.BULK, new byte[] {1})));
        save("fuzz/FrameFuzzTest", "frames", "cut", Arrays.copyOf(ping, 20));
        save("fuzz/FrameFuzzTest", "frames", "noise", "Last login: Mon".getBytes(StandardCharsets.UTF_8));
        byte[] damaged = ping.clone();
        damaged[9] = 1;
        save("fuzz/FrameFuzzTest", "frames", "damaged", damaged);
        byte[] tooLong = ping.clone();
        tooLong[Protocol.HEADER - 4] = 0x7f;
        save("fuzz/FrameFuzzTest", "frames", "too-long", tooLong);
        byte[] missing = ping.clone();
        missing[Protocol.HEADER - 3] = 1;
        save("fuzz/FrameFuzzTest", "frames", "payload-missing", missing);
    }

    @SuppressWarnings("JdkObsolete") // a LinkedList travels too
    private void values() throws IOException {
        Throwable thrown = new IllegalStateException("outer", new IOException("inner"));
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 7)});
        thrown.getCause().setStackTrace(new StackTraceElement[0]);
        thrown.addSuppressed(thrown.getCause());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("null", null);
        values.put("numbers", Arrays.asList(true, false, 1, -2L, (short) 3, (byte) 4, 'c', 5.5f, 6.5));
        values.put("texts", Arrays.asList("Latin \u00e9", "wide \u20ac", "", new Secret("s")));
        values.put("primitives", new Object[] {
            new byte[] {1},
            new boolean[] {true},
            new short[] {2},
            new char[] {'c'},
            new int[] {3},
            new long[] {4},
            new float[] {5},
            new double[] {6}
        });
        values.put("arrays", new Object[] {new String[] {"a"}, new int[][] {{1}, null}, new Samples.Point[0]});
        values.put("lists", List.of(new ArrayList<>(List.of(1)), new LinkedList<>(List.of(2)), new ArrayDeque<>()));
        values.put("copying", new CopyOnWriteArrayList<>(List.of(3)));
        values.put("sets", List.of(new HashSet<>(List.of(1)), new LinkedHashSet<>(), new TreeSet<>(List.of(3, 4))));
        values.put(
                "maps", List.of(new HashMap<>(Map.of(1, 2)), new TreeMap<>(), new ConcurrentHashMap<>(Map.of(3, 4))));
        values.put("optional", Optional.of(Optional.empty()));
        values.put("enums", List.of(Samples.Colour.RED, Samples.Colour.GREEN));
        values.put("records", new Samples.Pair(new Samples.Point(1, 2), new Samples.Picky("x")));
        values.put("throwable", thrown);
        values.put(
                "moments",
                List.of(
                        Instant.EPOCH,
                        Duration.ofMillis(-1),
                        Period.of(1, 2, 3),
                        LocalDate.EPOCH,
                        LocalTime.NOON,
                        LocalDateTime.MIN,
                        OffsetDateTime.MAX,
                        OffsetTime.MIN,
                        ZonedDateTime.of(LocalDateTime.MAX, ZoneId.of("Asia/Tokyo")),
                        MonthDay.of(2, 29),
                        ZoneOffset.ofHours(3),
                        ZoneId.of("Europe/Berlin")));
        values.put(
                "years",
                List.of(Year.of(2024), YearMonth.of(2024, 2), Year.of(-5), Year.of(12345), YearMonth.of(12345, 6)));
        values.put("big", List.of(BigInteger.TEN.pow(30), new BigDecimal("1.50"), new UUID(1, 2)));
        values.put(
                "places",
                List.of(URI.create("ssh://a@b:1/c"), new File("/f"), Path.of("/p"), new Samples.Place(3, "c")));
        values.put(
                "rare",
                Arrays.asList(
                        EnumSet.of(Samples.Colour.RED),
                        new EnumMap<>(Map.of(Samples.Colour.GREEN, 1)),
                        new Properties(),
                        new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                        new TreeSet<>(Collections.reverseOrder()),
                        Pattern.compile("(a|b)+", Pattern.MULTILINE),
                        Locale.CANADA_FRENCH,
                        Map.entry("a", 1),
                        OptionalInt.of(1),
                        Runtime.Version.parse("17.0.1+12"),
                        StandardCharsets.UTF_16,
                        FileTime.from(Instant.EPOCH),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 22),
                        int[].class,
                        Path.of(URI.create("file:///tmp/caf%E9"))));
        values.put("thrown", new Samples.Pair(thrown, new IOException("x")));
        values.put("lambda", Samples.giver("x", 1));
        Object deep = "bottom";
        for (int i = 0; i < DEEP; i++) {
            deep = i % 2 == 0 ? new Samples.Pair(deep, null) : new HashSet<>(Arrays.asList(deep, i));
        }
        values.put("deep", deep);
        for (String method : new String[] {"untrusted", "trusted"}) {
            for (Map.Entry<String, Object> each : values.entrySet()) {
                save("fuzz/ValueFuzzTest", method, each.getKey(), join(new byte[] {0}, value(each.getValue())));
            }
            save("fuzz/ValueFuzzTest", method, "pieces", join(new byte[] {3, 1, 0, 2}, value("in pieces")));
            save("fuzz/ValueFuzzTest", method, "nested-counts", join(new byte[] {0}, nestedCounts()));
        }
    }

    /** Each array says that it is as long as there are bytes left, and the first element of each is the next. */
    private static byte[] nestedCounts() {
        int length = 4000;
        PayloadWriter writer = new PayloadWriter();
        writer.putByte(ARRAY);
        writer.putLong(0);
        writer.putString(Object.class.getName());
        writer.putLong(length - 100);
        for (int i = 1; i < DEEP; i++) {
            writer.putByte(ARRAY);
            writer.putLong(1);
            writer.putLong(length - 100 - 5 * i);
        }
        return Arrays.copyOf(Messages.payload(writer.frames()), length);
    }

    /** What a value is built from has no meaning of its own. */
    private void arrangements() throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {20, 60, 200, 600}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            save("fuzz/ValueFuzzTest", "roundTrip", "of-" + length, bytes);
        }
    }

    private void batches() throws IOException {
        byte[] file = "not looked into, not looked into".getBytes(StandardCharsets.UTF_8);
        byte[] whole = entries(file.length, file);
        save("fuzz/BatchFuzzTest", "batches", "whole", join(new byte[4], deflate(whole)));
        save("fuzz/BatchFuzzTest", "batches", "cut", join(new byte[4], deflate(Arrays.copyOf(whole, 30))));
        save("fuzz/BatchFuzzTest", "batches", "huge", join(new byte[4], deflate(entries(Integer.MAX_VALUE, file))));
        save("fuzz/BatchFuzzTest", "batches", "negative", join(new byte[4], deflate(entries(-1, file))));
        save("fuzz/BatchFuzzTest", "batches", "bomb", join(new byte[4], deflate(entries(1 << 20, new byte[1 << 20]))));
        save("fuzz/BatchFuzzTest", "batches", "no-zlib", join(new byte[4], whole));
    }

    /** An origin, and a class from there. */
    private static byte[] entries(int length, byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (String name : new String[] {"", "app.Type"}) {
            out.write(1);
            out.writeUTF(name);
            out.writeInt(length);
            out.write(file);
        }
        out.write(0);
        return bytes.toByteArray();
    }

    /** A core of one class and a few constants. */
    private void cores() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] start = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 61, 0, 9};
        out.writeShort(1);
        out.writeShort(start.length);
        out.write(start);
        out.write(new byte[] {1, 0, 3, 'A', 0, 'b', 'c', 0, '(', ')', 'V', 0}); // three texts
        out.write(new byte[] {7, 0, 2, 0, 0, 1, 1}); // two classes
        out.write(new byte[] {10, 0, 1, 0, 3, 0, 4, 0, 2}); // a method
        out.writeByte(0);
        out.writeShort(4);
        out.writeInt(0);
        out.writeShort(0);
        byte[] raw = bytes.toByteArray();
        save("fuzz/LoaderFuzzTest", "loader", "small", join(new byte[] {1}, raw));
        save("fuzz/LoaderFuzzTest", "loader", "packed", join(new byte[] {0}, deflate(raw)));
        save("fuzz/LoaderFuzzTest", "loader", "cut", join(new byte[] {1}, Arrays.copyOf(raw, 30)));
        save("fuzz/LoaderFuzzTest", "loader", "lying", join(new byte[] {3, 127, 0}, raw));
        save("fuzz/LoaderFuzzTest", "loader", "bomb", join(new byte[] {0}, deflate(new byte[1 << 20])));
    }

    private void targets() throws IOException {
        List<String> texts = List.of(
                "local",
                "local/local, ssh:web1",
                "ssh:deploy@web1:2222",
                "ssh:a@b@c.example",
                "ssh:root@[fe80::1%eth0]:22/ssh:db_1",
                "ssh:[::1]",
                "ssh:web1,ssh:web1,ssh:web1",
                "ssh:-oProxyCommand=x",
                "ssh:-l@web1",
                "ssh:web1:0",
                "ssh:",
                "docker:x",
                " , /");
        for (int i = 0; i < texts.size(); i++) {
            save(
                    "cli/targets/TargetFuzzTest",
                    "targets",
                    String.valueOf(i),
                    texts.get(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] frame(int handle, int flags, byte[] payload) {
        PayloadWriter writer = new PayloadWriter();
        writer.putBytes(payload, 0, payload.length);
        Frame frame = writer.frames();
        frame.address(3, 0, handle, 1000, flags);
        return Arrays.copyOf(frame.bytes, frame.length());
    }

    private static byte[] value(Object value) {
        ValueWriter writer = Writers.down();
        writer.put(value);
        return Messages.payload(writer.frames());
    }

    private static byte[] deflate(byte[] raw) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(raw);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
