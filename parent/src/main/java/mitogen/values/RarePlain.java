package mitogen.values;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import mitogen.ValueException;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/**
 * Small values of the JDK. Each is written as its code and the parts that its factory method takes. So a value from below is made
 * by that method, which checks the parts.
 */
final class RarePlain {
    private static final int OPTIONAL_INT = 0;
    private static final int OPTIONAL_LONG = 1;
    private static final int OPTIONAL_DOUBLE = 2;
    private static final int DATE = 3;
    private static final int FILE_TIME = 4;
    private static final int ADDRESS = 5;
    private static final int SOCKET_ADDRESS = 6;
    private static final int LOCALE = 7;
    private static final int CHARSET = 8;
    private static final int PATTERN = 9;
    private static final int FRAME = 10;
    private static final int VERSION = 11;
    private static final int ENTRY = 12;
    private static final int IMMUTABLE_ENTRY = 13;
    private static final int BITS = 14;
    private static final int CURRENCY = 15;
    private static final int YEAR = 16;
    private static final int YEAR_MONTH = 17;
    private static final int MONTH_DAY = 18;
    private static final int ZONE = 19;
    private static final int PERIOD = 20;
    private static final int OFFSET_TIME = 21;

    /** Bytes that a character of a pattern may be compiled to. */
    private static final int NODE = 128;

    private RarePlain() {}

    @SuppressWarnings("JavaUtilDate") // it is what is sent
    static boolean write(Object value, ValueWriter to) {
        Class<?> type = value.getClass();
        if (value instanceof OptionalInt number) {
            parts(to, OPTIONAL_INT, number.isPresent() ? number.getAsInt() : null);
        } else if (value instanceof OptionalLong number) {
            parts(to, OPTIONAL_LONG, number.isPresent() ? number.getAsLong() : null);
        } else if (value instanceof OptionalDouble number) {
            parts(to, OPTIONAL_DOUBLE, number.isPresent() ? number.getAsDouble() : null);
        } else if (type == Date.class) {
            parts(to, DATE, ((Date) value).getTime());
        } else if (value instanceof FileTime time) {
            same(to, value, FileTime.from(time.toInstant()));
            parts(to, FILE_TIME, time.toInstant());
        } else if (value instanceof InetAddress address) {
            String text = address.toString();
            int scope = address instanceof Inet6Address wide ? wide.getScopeId() : 0;
            parts(to, ADDRESS, text.substring(0, text.lastIndexOf('/')), address.getAddress(), scope);
        } else if (type == InetSocketAddress.class) {
            InetSocketAddress address = (InetSocketAddress) value;
            Object host = address.isUnresolved() ? address.getHostString() : address.getAddress();
            parts(to, SOCKET_ADDRESS, host, address.getPort());
        } else if (value instanceof Locale locale) {
            same(to, value, Locale.forLanguageTag(locale.toLanguageTag()));
            parts(to, LOCALE, locale.toLanguageTag());
        } else if (value instanceof Charset charset) {
            parts(to, CHARSET, charset.name());
        } else if (value instanceof Pattern pattern) {
            if ((pattern.flags() & Pattern.CANON_EQ) != 0) {
                throw to.refused(value, "a Pattern with CANON_EQ may take too long to be made there; send its text");
            }
            parts(to, PATTERN, pattern.pattern(), pattern.flags());
        } else if (value instanceof StackTraceElement frame) {
            parts(
                    to,
                    FRAME,
                    frame.getClassLoaderName(),
                    frame.getModuleName(),
                    frame.getModuleVersion(),
                    frame.getClassName(),
                    frame.getMethodName(),
                    frame.getFileName(),
                    frame.getLineNumber());
        } else if (value instanceof Runtime.Version) {
            parts(to, VERSION, value.toString());
        } else if (value instanceof Map.Entry<?, ?> entry) {
            if (type != SimpleEntry.class) {
                to.arrivesAs(SimpleImmutableEntry.class, value);
            }
            parts(to, type == SimpleEntry.class ? ENTRY : IMMUTABLE_ENTRY, entry.getKey(), entry.getValue());
        } else if (type == BitSet.class) {
            parts(to, BITS, ((BitSet) value).toLongArray());
        } else if (value instanceof Currency) {
            parts(to, CURRENCY, value.toString());
        } else if (value instanceof Year year) {
            parts(to, YEAR, year.getValue());
        } else if (value instanceof YearMonth month) {
            parts(to, YEAR_MONTH, month.getYear(), month.getMonthValue());
        } else if (value instanceof MonthDay day) {
            parts(to, MONTH_DAY, day.getMonthValue(), day.getDayOfMonth());
        } else if (value instanceof ZoneId zone) {
            parts(to, ZONE, zone.getId());
        } else if (value instanceof Period period) {
            parts(to, PERIOD, period.toString());
        } else if (value instanceof OffsetTime time) {
            parts(to, OFFSET_TIME, time.toString());
        } else {
            return false;
        }
        return true;
    }

    private static void parts(ValueWriter to, int code, Object... parts) {
        to.putByte(RareValues.PLAIN);
        to.putByte(code);
        for (Object part : parts) {
            to.put(part);
        }
    }

    /** There are values that their own text does not tell, such as times beyond a billion years. */
    private static void same(ValueWriter to, Object value, Object copy) {
        if (!value.equals(copy)) {
            throw to.refused(value, value + " would arrive as " + copy);
        }
    }

    @SuppressWarnings("JavaUtilDate")
    static Object read(ValueReader from) {
        int code = from.getByte();
        return switch (code) {
            case OPTIONAL_INT -> from.get() instanceof Integer number ? OptionalInt.of(number) : OptionalInt.empty();
            case OPTIONAL_LONG -> from.get() instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
            case OPTIONAL_DOUBLE ->
                from.get() instanceof Double number ? OptionalDouble.of(number) : OptionalDouble.empty();
            case DATE -> new Date((Long) from.get());
            case FILE_TIME -> FileTime.from((Instant) from.get());
            case ADDRESS -> address(from);
            case SOCKET_ADDRESS -> {
                Object host = from.get();
                int port = (Integer) from.get();
                yield host instanceof InetAddress address
                        ? new InetSocketAddress(address, port)
                        : InetSocketAddress.createUnresolved((String) host, port);
            }
            case LOCALE -> Locale.forLanguageTag((String) from.get());
            case CHARSET -> Charset.forName((String) from.get());
            case PATTERN -> pattern(from);
            case FRAME ->
                new StackTraceElement(
                        (String) from.get(),
                        (String) from.get(),
                        (String) from.get(),
                        (String) from.get(),
                        (String) from.get(),
                        (String) from.get(),
                        (Integer) from.get());
            case VERSION -> Runtime.Version.parse((String) from.get());
            case ENTRY -> new SimpleEntry<>(from.get(), from.get());
            case IMMUTABLE_ENTRY -> new SimpleImmutableEntry<>(from.get(), from.get());
            case BITS -> BitSet.valueOf((long[]) from.get());
            case CURRENCY -> Currency.getInstance((String) from.get());
            case YEAR -> Year.of((Integer) from.get());
            case YEAR_MONTH -> YearMonth.of((Integer) from.get(), (Integer) from.get());
            case MONTH_DAY -> MonthDay.of((Integer) from.get(), (Integer) from.get());
            case ZONE -> ZoneId.of((String) from.get()); // of an offset too
            case PERIOD -> Period.parse((String) from.get());
            case OFFSET_TIME -> OffsetTime.parse((String) from.get());
            default -> throw new ValueException("unknown plain value " + code);
        };
    }

    /** Not with CANON_EQ, for which the JDK makes all permutations of a letter's marks: some bytes would take hours. */
    private static Pattern pattern(ValueReader from) {
        String text = (String) from.get();
        int flags = (Integer) from.get();
        if (from.budget != null) {
            from.budget.spend(0, (long) NODE * text.length());
        }
        if ((flags & Pattern.CANON_EQ) != 0) {
            throw new ValueException("a Pattern with CANON_EQ");
        }
        return Pattern.compile(text, flags);
    }

    private static InetAddress address(ValueReader from) {
        String host = (String) from.get();
        byte[] bytes = (byte[]) from.get();
        int scope = (Integer) from.get();
        String name = host.isEmpty() ? null : host;
        try {
            // InetAddress makes one of four bytes where the sixteen are those of an IPv4-mapped one.
            return bytes.length == 16
                    ? Inet6Address.getByAddress(name, bytes, scope == 0 ? -1 : scope)
                    : InetAddress.getByAddress(name, bytes);
        } catch (UnknownHostException e) {
            throw new ValueException("an address of " + bytes.length + " bytes");
        }
    }
}
