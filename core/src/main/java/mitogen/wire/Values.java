package mitogen.wire;

/** The codes of the value format, shared by {@link ValueWriter} and {@link ValueReader}. See docs/internals/protocol.md. */
final class Values {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int INT = 3;
    static final int LONG = 4;
    static final int SHORT = 5;
    static final int BYTE = 6;
    static final int CHAR = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int STRING = 10;
    static final int PRIMITIVES = 11;
    static final int ARRAY = 12;
    static final int COLLECTION = 13;
    static final int MAP = 14;
    static final int OPTIONAL = 15;
    static final int ENUM = 16;
    static final int RECORD = 17;
    static final int THROWABLE = 18;
    static final int TEXT = 19;
    static final int SECRET = 20;
    static final int LAMBDA = ValueWriter.LAMBDA;

    /** How deep values may be nested in each other. */
    static final int MAX_DEPTH = 256;

    /** How many frames of one stack trace travel. */
    static final int MAX_STACK = 512;

    /** The element types of {@link #PRIMITIVES}, by their code. */
    static final Class<?>[] PRIMITIVE = {
        byte.class, boolean.class, short.class, char.class, int.class, long.class, float.class, double.class
    };

    /**
     * Collections and maps that keep their class. The first three are what others arrive as: a List, a Set and a Map that
     * keep the order of iteration.
     */
    static final String[] CONTAINER = {
        "ArrayList",
        "LinkedHashSet",
        "LinkedHashMap",
        "LinkedList",
        "HashSet",
        "TreeSet",
        "ArrayDeque",
        "HashMap",
        "TreeMap",
        "concurrent.ConcurrentHashMap",
        "concurrent.CopyOnWriteArrayList"
    };

    /** Classes that travel as their text, with the static method that reads it (none: the constructor). */
    static final String[] TEXT_FORM = {
        "java.net.URI", "",
        "java.io.File", "",
        "java.util.UUID", "fromString",
        "java.time.Instant", "parse",
        "java.time.Duration", "parse",
        "java.time.Period", "parse",
        "java.time.LocalDate", "parse",
        "java.time.LocalTime", "parse",
        "java.time.LocalDateTime", "parse",
        "java.time.OffsetDateTime", "parse",
        "java.time.OffsetTime", "parse",
        "java.time.ZonedDateTime", "parse",
        "java.time.Year", "parse",
        "java.time.YearMonth", "parse",
        "java.time.MonthDay", "parse",
        "java.time.ZoneOffset", "of",
        "java.time.ZoneRegion", "of",
        "java.nio.file.Path", "of",
    };

    private Values() {}

    /** Whether all is ASCII. The name of a file is bytes, and not all of them are text everywhere. */
    static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    static int indexOf(String[] names, String name, int step) {
        for (int i = 0; i < names.length; i += step) {
            if (names[i].equals(name)) {
                return i / step;
            }
        }
        return -1;
    }
}
