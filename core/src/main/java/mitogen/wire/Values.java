package mitogen.wire;

/** The codes of the value format, shared by {@link ValueWriter} and {@link ValueReader}. See docs/internals/protocol.md. */
public final class Values {
    public static final int NULL = 0;
    public static final int FALSE = 1;
    public static final int TRUE = 2;
    public static final int INT = 3;
    public static final int LONG = 4;
    public static final int SHORT = 5;
    public static final int BYTE = 6;
    public static final int CHAR = 7;
    public static final int FLOAT = 8;
    public static final int DOUBLE = 9;
    public static final int STRING = 10;
    public static final int PRIMITIVES = 11;
    public static final int ARRAY = 12;
    public static final int COLLECTION = 13;
    public static final int MAP = 14;
    public static final int OPTIONAL = 15;
    public static final int ENUM = 16;
    public static final int RECORD = 17;
    public static final int THROWABLE = 18;
    public static final int TEXT = 19;
    public static final int SECRET = 20;
    public static final int LAMBDA = ValueWriter.LAMBDA;

    /** How deep values may be nested in each other. */
    public static final int MAX_DEPTH = 256;

    /** How many frames of one stack trace travel. */
    public static final int MAX_STACK = 512;

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
        "java.time.LocalDate", "parse",
        "java.time.LocalTime", "parse",
        "java.time.LocalDateTime", "parse",
        "java.time.OffsetDateTime", "parse",
        "java.time.ZonedDateTime", "parse",
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
