package mitogen.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import mitogen.Context;
import mitogen.RemoteThrowable;
import mitogen.Secret;
import mitogen.ValueException;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;
import mitogen.wire.Rare;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import mitogen.wire.Values;

/**
 * Values that contexts that only run tasks hardly ever meet: throwables with causes, secrets, large numbers, collections
 * with an order of their own, values of Kotlin and Scala. The core fetches this class by its name.
 */
public final class RareValues implements Rare {
    private static final int BYTES = 0; // the code of their arrays' elements
    private static final int QUICK_FRAMES = 8;

    static final int BIG = 25;
    static final int FILE = 26;
    static final int ENUM_SET = 27;
    static final int ENUM_MAP = 28;
    static final int PROPERTIES = 29;
    static final int CONTAINER = 30;
    static final int COMPARATOR = 31;
    static final int THROWN = 32;
    static final int CLASS = 33;
    static final int PLAIN = 34;
    static final int OBJECT = 35;
    static final int PARTS = 36;
    static final int CONNECT_FAILURE = 37;

    private static final String OWN_CONTEXT =
            "a context of a class of your own does not travel; take along the one that"
                    + " it wraps, or make the class a record";

    /** The JDK's own comparators that are told apart from others, by their codes. */
    private static final List<Comparator<?>> COMPARATORS = List.of(
            Comparator.naturalOrder(),
            Comparator.reverseOrder(),
            String.CASE_INSENSITIVE_ORDER,
            String.CASE_INSENSITIVE_ORDER.reversed());

    /** Stateless. */
    public RareValues() {}

    @Override
    public Throwable plain(Throwable thrown) {
        return Description.of(thrown);
    }

    /**
     * Whether the value there is decoded at once: it is small, and no class of an application has a part in it. An array of
     * bytes is only copied, and may be larger.
     */
    public static boolean isQuick(Frame head, int at) {
        int code = head.payloadLength() <= at ? Values.NULL : head.bytes[Protocol.HEADER + at];
        if (head.next != null) {
            boolean bytes = code == Values.PRIMITIVES
                    && head.payloadLength() > at + 1 // its sender decides where it is cut
                    && head.bytes[Protocol.HEADER + at + 1] == BYTES;
            return bytes && isShort(head);
        }
        return code <= Values.PRIMITIVES || code == Values.THROWABLE;
    }

    private static boolean isShort(Frame head) {
        int count = 0;
        for (Frame frame = head; frame != null && count <= QUICK_FRAMES; frame = frame.next) {
            count++;
        }
        return count <= QUICK_FRAMES;
    }

    /**
     * The throwable that comes next, or a text, or null. In time that is in proportion to its size, and by no class of an
     * application.
     *
     * @throws ValueException if something else comes
     */
    public static Object nextThrowable(ValueReader from) {
        return RareThrowables.next(from, 0);
    }

    @Override
    public Object read(int code, ValueReader from) {
        try {
            return switch (code) {
                case Values.THROWABLE -> RareThrowables.standIn(from, 0);
                case Values.SECRET -> secret(from);
                case BIG -> big(from);
                case FILE -> RareFiles.read(from);
                case ENUM_SET -> RareContainers.enumSet(from);
                case ENUM_MAP -> RareContainers.enumMap(from);
                case PROPERTIES -> RareContainers.properties(from);
                case CONTAINER -> RareContainers.container(from);
                case COMPARATOR -> COMPARATORS.get(from.getByte());
                case THROWN -> RareThrowables.rebuild((RemoteThrowable) from.get(), from);
                case CLASS -> type(from);
                case PLAIN -> RarePlain.read(from);
                case OBJECT -> RareObjects.object(from);
                case CONNECT_FAILURE -> RareConnectFailures.read(from);
                case PARTS -> RareObjects.parts(from);
                default -> throw new ValueException("unknown value code " + code);
            };
        } catch (ReflectiveOperationException e) {
            throw new ValueException("a value cannot be rebuilt: " + e);
        } catch (StackOverflowError e) { // a regular expression of many parentheses
            throw new ValueException("a value is nested too deep to be rebuilt");
        }
    }

    @Override
    public boolean write(Object value, ValueWriter to) {
        if (value instanceof RemoteThrowable thrown) {
            RareThrowables.write(thrown, to);
        } else if (value instanceof Throwable thrown) {
            RareThrowables.write(thrown, to);
        } else if (value instanceof Secret secret) {
            write(secret, to);
        } else if (value.getClass() == BigInteger.class) {
            to.putByte(BIG);
            to.putByte(0);
            putBig((BigInteger) value, to);
        } else if (value.getClass() == BigDecimal.class) {
            to.putByte(BIG);
            to.putByte(1);
            to.putLong(((BigDecimal) value).scale());
            putBig(((BigDecimal) value).unscaledValue(), to);
        } else if (value instanceof Class<?> type) {
            write(type, to);
        } else if (value instanceof Context) {
            throw to.refused(value, OWN_CONTEXT);
        } else {
            return value instanceof Comparator<?> comparator && writeComparator(comparator, to)
                    || RareFiles.write(value, to)
                    || RareContainers.write(value, to)
                    || RarePlain.write(value, to)
                    || RareObjects.write(value, to);
        }
        return true;
    }

    /** Whether values of a class may be written as what Kotlin and Scala have for records. */
    public static boolean mayBeParts(Class<?> type) {
        return RareObjects.mayBe(type);
    }

    /** False if it is none of those that have a code. */
    static boolean writeComparator(Comparator<?> comparator, ValueWriter to) {
        int code = COMPARATORS.indexOf(comparator);
        if (code >= 0) {
            to.putByte(COMPARATOR);
            to.putByte(code);
        }
        return code >= 0;
    }

    /** As {@link PayloadWriter#putString} does it, but without leaving copies. */
    private static void write(Secret secret, ValueWriter to) {
        char[] text = secret.chars();
        int bits = 0;
        for (char each : text) {
            bits |= each;
        }
        boolean wide = bits > 0xff;
        to.putByte(Values.SECRET);
        to.putLong(text.length * 2L + (wide ? 1 : 0));
        for (char each : text) {
            if (wide) {
                to.putByte(each >> 8);
            }
            to.putByte(each);
        }
        Arrays.fill(text, '\0');
    }

    /** As {@link PayloadReader#getString} does it, but without leaving copies. */
    private static Secret secret(ValueReader from) {
        long coded = from.getLong();
        boolean wide = (coded & 1) != 0;
        long size = wide ? coded - 1 : coded >> 1;
        if (size < 0 || size > from.remaining()) {
            throw new ValueException("the message ends where " + size + " more bytes are needed");
        }
        char[] text = new char[(int) size / (wide ? 2 : 1)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (wide ? from.getByte() << 8 | from.getByte() : from.getByte());
        }
        Secret secret = new Secret(text);
        Arrays.fill(text, '\0');
        return secret;
    }

    /** In bytes of two's complement: to and from digits takes the square of their number. */
    private static void putBig(BigInteger number, ValueWriter to) {
        byte[] bytes = number.toByteArray();
        to.putLong(bytes.length);
        to.putBytes(bytes, 0, bytes.length);
    }

    private static Number big(ValueReader from) {
        if (from.budget != null) {
            from.budget.spend(0, 64);
        }
        boolean decimal = from.getByte() != 0;
        int scale = decimal ? Math.toIntExact(from.getLong()) : 0;
        BigInteger number = new BigInteger(from.getBytes(from.getCount(1)));
        return decimal ? new BigDecimal(number, scale) : number;
    }

    private static void write(Class<?> type, ValueWriter to) {
        Class<?> element = type;
        int dimensions = 0;
        for (; element.isArray(); element = element.getComponentType()) {
            dimensions++;
        }
        if (element.isHidden()) {
            throw to.refused(type, element.getName() + " has no name by which it could be found");
        }
        to.putByte(CLASS);
        to.putByte(dimensions);
        to.putName(element.getName());
    }

    private static Class<?> type(ValueReader from) throws ClassNotFoundException {
        int dimensions = from.getByte();
        String name = from.getName();
        Class<?> type = null;
        for (Class<?> primitive : new Class<?>[] {
            byte.class,
            boolean.class,
            short.class,
            char.class,
            int.class,
            long.class,
            float.class,
            double.class,
            void.class
        }) {
            type = primitive.getName().equals(name) ? primitive : type;
        }
        type = type == null ? from.classFor(name) : type;
        while (dimensions-- > 0) {
            type = type.arrayType();
        }
        return type;
    }
}
