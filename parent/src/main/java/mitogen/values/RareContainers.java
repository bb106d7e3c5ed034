package mitogen.values;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import mitogen.ValueException;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/**
 * Collections and maps beyond those of the core. What arrives finds the same keys as what was sent, in the same order, or
 * it is refused: what tells keys apart in a way of its own is not copied into what uses {@code equals}. A collection from
 * below is built by the JDK's own code, with keys that others chose. So the sizes of those whose cost grows faster than
 * their size are limited.
 */
final class RareContainers {
    /** The most elements from below of a set that compares each with all others. */
    private static final int MOST_COMPARED = 5000;

    private static final int SORTED_SET = 0;
    private static final int SORTED_MAP = 1;

    /** Those that keep their class, by their codes; the first five have comparators. */
    private static final List<Class<?>> CLASSES = List.of(
            TreeSet.class,
            TreeMap.class,
            ConcurrentSkipListSet.class,
            ConcurrentSkipListMap.class,
            PriorityQueue.class,
            Hashtable.class,
            Vector.class,
            Stack.class,
            CopyOnWriteArraySet.class,
            ConcurrentLinkedQueue.class,
            ConcurrentLinkedDeque.class);

    private static final int LAST_SORTED = 4;

    // What others arrive as, by the core's codes.
    private static final int A_LIST = 0;
    private static final int A_SET = 1;
    private static final int A_MAP = 2;

    private static final String COPY = "copy it into a List, a LinkedHashSet or a LinkedHashMap";

    private RareContainers() {}

    static boolean write(Object value, ValueWriter to) {
        Class<?> type = value.getClass();
        if (!(value instanceof Collection) && !(value instanceof Map)) {
            return false;
        }
        int code = CLASSES.indexOf(type);
        if (code >= 0) {
            putContainer(code, value, comparator(value), to);
        } else if (value instanceof EnumSet<?> set) {
            to.putByte(RareValues.ENUM_SET);
            to.putName(enumOf(set.clone()));
            to.putLong(set.size());
            set.forEach(each -> to.putString(each.name()));
        } else if (type == EnumMap.class) {
            EnumMap<?, ?> map = (EnumMap<?, ?>) value;
            to.putByte(RareValues.ENUM_MAP);
            to.putName(enumOf(map.clone()));
            to.putLong(map.size());
            map.forEach((key, each) -> {
                to.putString(key.name());
                to.put(each);
            });
        } else if (type == Properties.class) {
            putProperties((Properties) value, to);
        } else {
            putOther(value, to);
        }
        return true;
    }

    /** The enum whose constants are elements or keys. An empty one tells it only to somebody who adds a wrong one. */
    @SuppressWarnings("unchecked")
    private static String enumOf(Object copy) {
        try {
            if (copy instanceof EnumSet<?> set) {
                ((EnumSet<TimeUnit>) set).add(TimeUnit.DAYS);
            } else {
                ((EnumMap<TimeUnit, Object>) copy).put(TimeUnit.DAYS, null);
            }
            return TimeUnit.class.getName();
        } catch (ClassCastException e) { // "class java.util.concurrent.TimeUnit != class app.Colour"
            String text = e.getMessage();
            return text.substring(text.lastIndexOf(' ') + 1);
        }
    }

    /** With what it has from its defaults, however many of these stand behind one another. */
    private static void putProperties(Properties all, ValueWriter to) {
        Properties defaults = new Properties();
        for (String name : all.stringPropertyNames()) {
            if (!(all.get(name) instanceof String)) {
                defaults.setProperty(name, all.getProperty(name));
            }
        }
        to.putByte(RareValues.PROPERTIES);
        to.put(defaults.isEmpty() ? null : defaults);
        to.putEntries(all);
    }

    private static void putContainer(int code, Object container, Comparator<?> comparator, ValueWriter to) {
        to.putByte(RareValues.CONTAINER);
        to.putByte(code);
        if (code <= LAST_SORTED) {
            putComparator(comparator, to);
        }
        if (container instanceof Map<?, ?> map) {
            to.putEntries(map);
        } else {
            to.putElements((Collection<?>) container);
        }
    }

    private static void putComparator(Comparator<?> comparator, ValueWriter to) {
        try {
            if (comparator == null || !RareValues.writeComparator(comparator, to)) {
                to.put(comparator);
            }
        } catch (ValueException e) {
            throw new ValueException(
                    "the comparator of a sorted set or map would be lost: " + e.getMessage() + "; or " + COPY);
        }
    }

    private static Comparator<?> comparator(Object value) {
        return value instanceof SortedSet<?> set
                ? set.comparator()
                : value instanceof SortedMap<?, ?> map
                        ? map.comparator()
                        : value instanceof PriorityQueue<?> queue ? queue.comparator() : null;
    }

    /** A view, or one that somebody else wrote. */
    private static void putOther(Object value, ValueWriter to) {
        Class<?> extended = value.getClass();
        if (!extended.getName().startsWith("java.util.")) {
            while (!extended.getName().startsWith("java.util.") && extended != Object.class) {
                extended = extended.getSuperclass();
            }
            if (extended != Object.class && !Modifier.isAbstract(extended.getModifiers())) {
                throw to.refused(
                        value,
                        "it extends " + extended.getName() + ", and what it has besides would be lost; copy it, new "
                                + extended.getSimpleName() + "<>(…), or make a record of it");
            }
        }
        if (value instanceof List) {
            to.arrivesAs(ArrayList.class, value);
            to.putContents(A_LIST, value);
            return;
        }
        if (!(value instanceof Set) && !(value instanceof Map)) {
            throw to.refused(value, "copy it into a List or a Set");
        }
        Collection<?> keys = value instanceof Map<?, ?> map ? map.keySet() : (Set<?>) value;
        Spliterator<?> within = keys.spliterator(); // that of what a view is of
        boolean sorted = value instanceof SortedSet || value instanceof SortedMap;
        if (within.getClass().getName().contains("IdentityHashMap")) {
            throw to.refused(value, "it tells keys apart by identity, which copies do not have; " + COPY);
        }
        if (sorted || within.hasCharacteristics(Spliterator.SORTED)) {
            int code = value instanceof Map ? SORTED_MAP : SORTED_SET;
            to.arrivesAs(CLASSES.get(code), value);
            putContainer(code, value, sorted ? comparator(value) : within.getComparator(), to);
            return;
        }
        Object copy = value instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : new LinkedHashSet<>(keys);
        to.arrivesAs(copy.getClass(), value);
        if (!findsTheSame(value, keys, copy)) {
            throw to.refused(value, "it tells keys apart in another way than by equals, which would be lost; " + COPY);
        }
        to.putContents(value instanceof Map ? A_MAP : A_SET, value);
    }

    /** As far as can be seen from outside: by equals, and with the letters of a key in the other case. */
    private static boolean findsTheSame(Object value, Collection<?> keys, Object copy) {
        if (!value.equals(copy) || !copy.equals(value)) {
            return false;
        }
        for (Object key : keys) {
            String text = key instanceof String string ? string : "";
            String lower = text.toLowerCase(java.util.Locale.ROOT);
            String other = text.equals(lower) ? text.toUpperCase(java.util.Locale.ROOT) : lower;
            if (!other.equals(text)) {
                return has(value, other) == has(copy, other);
            }
        }
        return true;
    }

    private static boolean has(Object container, Object key) {
        return container instanceof Map<?, ?> map ? map.containsKey(key) : ((Set<?>) container).contains(key);
    }

    // The other end

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Object enumSet(ValueReader from) throws ClassNotFoundException {
        Class type = from.classFor(from.getName());
        EnumSet set = EnumSet.noneOf(type);
        for (int left = from.getElements(1); left > 0; left--) {
            set.add(Enum.valueOf(type, from.getString()));
        }
        return set;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Object enumMap(ValueReader from) throws ClassNotFoundException {
        Class type = from.classFor(from.getName());
        EnumMap map = new EnumMap(type);
        for (int left = from.getElements(2); left > 0; left--) {
            map.put(Enum.valueOf(type, from.getString()), from.get());
        }
        return map;
    }

    static Object properties(ValueReader from) {
        Properties all = new Properties((Properties) from.get());
        putAll(all, from);
        return all;
    }

    static Object container(ValueReader from) throws ReflectiveOperationException {
        int code = from.getByte();
        if (code >= CLASSES.size()) {
            throw new ValueException("unknown collection code " + code);
        }
        Comparator<?> comparator = code <= LAST_SORTED ? (Comparator<?>) from.get() : null;
        Object container = comparator == null
                ? CLASSES.get(code).getConstructor().newInstance()
                : CLASSES.get(code).getConstructor(Comparator.class).newInstance(comparator);
        if (container instanceof Map<?, ?> map) {
            putAll(map, from);
        } else {
            List<Object> all = new ArrayList<>();
            int length = from.getElements(1);
            Object table = from.budget == null ? null : from.budget.table(container, length);
            if (table != null && container instanceof CopyOnWriteArraySet && length > MOST_COMPARED) {
                throw new ValueException(
                        "a CopyOnWriteArraySet of " + length + " elements, which takes the square of the time"
                                + " to make; send at most " + MOST_COMPARED + ", or a set of another class");
            }
            for (int left = length; left > 0; left--) {
                Object element = from.get();
                if (table != null) {
                    from.budget.key(table, element);
                }
                all.add(element);
            }
            addAll((Collection<?>) container, all);
        }
        return container;
    }

    @SuppressWarnings("unchecked")
    private static void addAll(Collection<?> collection, List<Object> all) {
        ((Collection<Object>) collection).addAll(all);
    }

    @SuppressWarnings("unchecked")
    private static void putAll(Map<?, ?> map, ValueReader from) {
        int length = from.getElements(2);
        Object table = from.budget == null ? null : from.budget.table(map, length);
        for (int left = length; left > 0; left--) {
            Object key = from.get();
            if (table != null) {
                from.budget.key(table, key);
            }
            ((Map<Object, Object>) map).put(key, from.get());
        }
    }
}
