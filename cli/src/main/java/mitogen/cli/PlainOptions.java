package mitogen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the plain form of a command line, as nearly all are: options that are written out, each with its value behind it.
 * picocli takes a third of the time of a start to look at the annotations of each option. The build has looked at them
 * already. Whatever is not plain, or wrong, or asks for help, is left to picocli.
 */
public final class PlainOptions {
    /** What the build writes of a command, in a file of its name: one line each, its parts with blanks between. */
    public static final String TABLES = "tables/";

    /** A path in the command object, and the class of the options that stand there. */
    public static final String MIXIN = "mixin";

    /** Names with commas between, {@link Kind}, path of the field. */
    public static final String OPTION = "option";

    /** For the words behind the options: whether one is needed, {@link Kind}, path of the field. */
    public static final String WORDS = "words";

    /** What a field takes. */
    public enum Kind {
        /** {@code boolean}. */
        FLAG,
        /** {@code boolean[]}: one for each time that the option is given. */
        COUNT,
        /** {@code String}. */
        TEXT,
        /** {@code List<String>}. */
        TEXTS,
        /** Anything else, which only picocli reads. */
        OTHER
    }

    private record Entry(Kind kind, String path, boolean needed) {}

    private final Map<String, Entry> options = new HashMap<>();
    private final List<Entry> positions = new ArrayList<>();
    private final List<String[]> mixins = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    private PlainOptions(String table) {
        for (String line : table.split("\n", -1)) {
            String[] parts = line.split(" ", -1);
            switch (parts[0]) {
                case MIXIN -> mixins.add(parts);
                case OPTION -> {
                    Entry entry = new Entry(Kind.valueOf(parts[2]), parts[3], false);
                    for (String name : parts[1].split(",", -1)) {
                        options.put(name, entry);
                    }
                }
                case WORDS ->
                    positions.add(new Entry(Kind.valueOf(parts[2]), parts[3], Boolean.parseBoolean(parts[1])));
                default -> {} // the end
            }
        }
    }

    /**
     * Sets the fields of a command as the words say.
     *
     * @param words what stands behind the command's name
     * @param mixed whether options may follow other words
     * @return false if picocli has to read them; then nothing is set
     */
    static boolean fill(Object command, String name, List<String> words, boolean mixed) {
        try (InputStream table = PlainOptions.class.getResourceAsStream(TABLES + name)) {
            if (table == null) {
                return false;
            }
            PlainOptions plain = new PlainOptions(new String(table.readAllBytes(), UTF_8));
            if (!plain.read(words, mixed)) {
                return false;
            }
            plain.set(command);
            return true;
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("the table of the options of " + name + " is not of this command", e);
        }
    }

    private boolean read(List<String> words, boolean mixed) {
        List<String> others = new ArrayList<>();
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at++);
            if (word.equals("--")) {
                break;
            }
            if (!word.startsWith("-")) {
                others.add(word);
                if (mixed) {
                    continue;
                }
                break;
            }
            int end = word.startsWith("--") ? word.indexOf('=') : -1;
            Entry option = options.get(end < 0 ? word : word.substring(0, end));
            String value = null;
            if (option != null && (option.kind == Kind.TEXT || option.kind == Kind.TEXTS)) {
                if (end < 0 && (at == words.size() || words.get(at).startsWith("-"))) {
                    return false; // it may be an option, and then the value is missing
                }
                value = end < 0 ? words.get(at++) : word.substring(end + 1);
            } else if (end >= 0) {
                return false;
            }
            if (option == null || !put(option, value)) {
                return false;
            }
        }
        others.addAll(words.subList(at, words.size()));
        return place(others);
    }

    /** Gives false for what is given twice, and may not be. */
    private boolean put(Entry option, String value) {
        return switch (option.kind) {
            case FLAG -> values.put(option.path, true) == null;
            case TEXT -> values.put(option.path, value) == null;
            case TEXTS -> texts(option.path).add(value);
            case COUNT -> {
                Object before = values.get(option.path);
                boolean[] all = new boolean[before == null ? 1 : Array.getLength(before) + 1];
                Arrays.fill(all, true);
                values.put(option.path, all);
                yield true;
            }
            case OTHER -> false;
        };
    }

    private boolean place(List<String> words) {
        int at = 0;
        for (Entry position : positions) {
            if (at == words.size()) {
                if (position.needed) {
                    return false;
                }
            } else if (position.kind == Kind.TEXT) {
                values.put(position.path, words.get(at++));
            } else {
                texts(position.path).addAll(words.subList(at, words.size()));
                at = words.size();
            }
        }
        return at == words.size();
    }

    @SuppressWarnings("unchecked") // nothing else is put for fields of that kind
    private List<String> texts(String path) {
        return (List<String>) values.computeIfAbsent(path, none -> new ArrayList<String>());
    }

    private void set(Object command) throws ReflectiveOperationException {
        Map<String, Object> owners = new HashMap<>();
        owners.put("", command);
        for (String[] mixin : mixins) {
            owners.put(mixin[1], options(owners, mixin[1], mixin[2]));
        }
        for (Map.Entry<String, Object> each : values.entrySet()) {
            field(owners, each.getKey()).set(owner(owners, each.getKey()), each.getValue());
        }
    }

    /** The options of a command, which are there or are made, as picocli does it. */
    private static Object options(Map<String, Object> owners, String path, String type)
            throws ReflectiveOperationException {
        Field field = field(owners, path);
        Object options = field.get(owner(owners, path));
        if (options == null) {
            Constructor<?> constructor = Class.forName(type).getDeclaredConstructor();
            constructor.setAccessible(true);
            options = constructor.newInstance();
            field.set(owner(owners, path), options);
        }
        return options;
    }

    private static Object owner(Map<String, Object> owners, String path) {
        return owners.get(path.substring(0, Math.max(0, path.lastIndexOf('.'))));
    }

    private static Field field(Map<String, Object> owners, String path) throws NoSuchFieldException {
        Field field = field(owner(owners, path).getClass(), path.substring(path.lastIndexOf('.') + 1));
        field.setAccessible(true);
        return field;
    }

    private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
        try {
            return owner.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            if (owner == Object.class) {
                throw e;
            }
            return field(owner.getSuperclass(), name);
        }
    }
}
