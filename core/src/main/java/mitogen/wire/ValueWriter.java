package mitogen.wire;

import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import mitogen.MitogenException;
import mitogen.ValueException;

/**
 * Writes values of the closed set. There is no extension point: what is not in the set is refused, with the class, the
 * place where it was found and the way out.
 */
public class ValueWriter extends PayloadWriter {
    /** The code of a lambda. */
    protected static final int LAMBDA = 22;

    /** The names in it, with the numbers that stand for them from the second time on. */
    protected final Map<String, Integer> names = new HashMap<>();

    private final Rare rare;
    private int depth;

    /** Whether something was written that takes {@link Rare} to read. */
    protected boolean usesRare;

    /** The class that has to take the value that is put next; any class if nobody says so. */
    public Class<?> expected = Object.class;

    private Class<?> wanted; // what was expected of the value that is being written

    /** The context that it is for, or -1 where that is not known. */
    public final int destination;

    /** What is being written, for errors. */
    protected String place;

    /** A writer of a message of at most so many bytes, and a quarter of the heap, for the given context. */
    public ValueWriter(String what, int limit, int destination, Rare rare) {
        super((int) Math.min(limit, Runtime.getRuntime().maxMemory() / 4));
        place = what;
        this.destination = destination;
        this.rare = rare;
    }

    /**
     * Appends a value.
     *
     * @throws ValueException if it, or something in it, does not belong to the set
     */
    public final void put(Object value) {
        if (++depth > Values.MAX_DEPTH) {
            throw new ValueException(
                    place + " is nested more than " + Values.MAX_DEPTH + " deep; does it contain itself?");
        }
        wanted = expected;
        expected = Object.class;
        if (value == null) {
            putByte(Values.NULL);
        } else if (value instanceof Carried) {
            ((Carried) value).write(this);
        } else if (value instanceof String) {
            putByte(Values.STRING);
            putString((String) value);
        } else if (!putScalar(value) && !putContainer(value)) {
            putObject(value);
        }
        depth--;
    }

    /** Appends a value that errors are to call by that name. */
    public final void put(String what, Object value) {
        String outer = place;
        place = what;
        put(value);
        place = outer;
    }

    private boolean putScalar(Object value) {
        if (value instanceof Integer) {
            putByte(Values.INT);
            putLong((Integer) value);
        } else if (value instanceof Boolean) {
            putByte((Boolean) value ? Values.TRUE : Values.FALSE);
        } else if (value instanceof Long) {
            putByte(Values.LONG);
            putLong((Long) value);
        } else if (value instanceof Double) {
            putByte(Values.DOUBLE);
            long bits = Double.doubleToRawLongBits((Double) value);
            putInt((int) (bits >> 32));
            putInt((int) bits);
        } else if (value instanceof Character) {
            putByte(Values.CHAR);
            putLong((Character) value);
        } else if (value instanceof Byte) {
            putByte(Values.BYTE);
            putByte((Byte) value);
        } else if (value instanceof Short) {
            putByte(Values.SHORT);
            putLong((Short) value);
        } else if (value instanceof Float) {
            putByte(Values.FLOAT);
            putInt(Float.floatToRawIntBits((Float) value));
        } else {
            return false;
        }
        return true;
    }

    private boolean putContainer(Object value) {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            putArray(value, type.getComponentType());
            return true;
        }
        if (value instanceof Optional) {
            putByte(Values.OPTIONAL);
            put(((Optional<?>) value).orElse(null));
            return true;
        }
        int code = container(value, type.getName());
        if (code >= 0) {
            putContents(code, value);
        }
        return code >= 0;
    }

    /** The code of the class that a container arrives as; -1 if it takes more to tell. */
    private int container(Object value, String name) {
        if (!name.startsWith("java.util.")
                || value instanceof SortedSet && ((SortedSet<?>) value).comparator() != null
                || value instanceof SortedMap && ((SortedMap<?, ?>) value).comparator() != null) {
            return -1;
        }
        int code = Values.indexOf(Values.CONTAINER, name.substring(10), 1);
        boolean plain = name.startsWith("java.util.Imm"); // ImmutableCollections
        if (code >= 0) {
            return code;
        }
        if (value instanceof List && name.indexOf('$') > 0) { // a view of another one
            arrivesAs(ArrayList.class, value);
            return 0;
        }
        if (plain && value instanceof Set) {
            arrivesAs(LinkedHashSet.class, value);
            return 1;
        }
        if (plain && value instanceof Map) {
            arrivesAs(LinkedHashMap.class, value);
            return 2;
        }
        return -1;
    }

    /** Appends a collection or a map as one of the class with that code. */
    public final void putContents(int code, Object container) {
        if (container instanceof Collection) {
            putByte(Values.COLLECTION);
            putByte(code);
            putElements((Collection<?>) container);
        } else {
            putByte(Values.MAP);
            putByte(code);
            putEntries((Map<?, ?>) container);
        }
    }

    /** Appends the number of elements, and these. */
    public final void putElements(Collection<?> all) {
        Object[] elements = all.toArray();
        putLong(elements.length);
        for (Object element : elements) {
            put(element);
        }
    }

    /** Appends the number of entries, and their keys and values. */
    public final void putEntries(Map<?, ?> map) {
        Object[] entries = map.entrySet().toArray();
        putLong(entries.length);
        for (Object entry : entries) {
            put(((Map.Entry<?, ?>) entry).getKey());
            put(((Map.Entry<?, ?>) entry).getValue());
        }
    }

    /**
     * Says that the value will be an instance of another class at the other end.
     *
     * @throws ValueException if there, only an instance of a class fits that this one is not
     */
    public final void arrivesAs(Class<?> type, Object value) {
        if (!wanted.isAssignableFrom(type)) {
            throw refused(
                    value,
                    "it would arrive as a " + type.getName() + ", which is no " + wanted.getName()
                            + "; declare it as what it arrives as");
        }
    }

    private void putArray(Object array, Class<?> component) {
        int length = Array.getLength(array);
        if (!component.isPrimitive()) {
            putByte(Values.ARRAY);
            putName(component.getName());
            putLong(length);
            for (Object element : (Object[]) array) {
                expected = component;
                put(element);
            }
            return;
        }
        int code = 0;
        while (Values.PRIMITIVE[code] != component) {
            code++;
        }
        putByte(Values.PRIMITIVES);
        putByte(code);
        putLong(length);
        if (code == 0) {
            putBytes((byte[]) array, 0, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            putScalar(Array.get(array, i));
        }
    }

    private void putObject(Object value) {
        Class<?> type = value.getClass();
        if (value instanceof Enum && !type.getName().startsWith("java.util.Comparators")) { // one of which is private
            putByte(Values.ENUM);
            putName(((Enum<?>) value).getDeclaringClass().getName());
            putString(((Enum<?>) value).name());
        } else if (type.isRecord()) {
            putRecord(value, type);
        } else if (value instanceof Path && ((Path) value).getFileSystem() == FileSystems.getDefault()) {
            putText(Path.class, value);
        } else if (Values.indexOf(Values.TEXT_FORM, type.getName(), 2) >= 0) {
            putText(type, value);
        } else {
            putOther(value);
        }
    }

    private void putText(Class<?> type, Object value) {
        String text = value.toString();
        if ((value instanceof Path || value instanceof File) && !Values.isPlain(text)) {
            putOther(value);
            return;
        }
        putByte(Values.TEXT);
        putByte(Values.indexOf(Values.TEXT_FORM, type.getName(), 2));
        putString(text);
    }

    private void putRecord(Object value, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        putByte(Values.RECORD);
        putName(type.getName());
        putLong(components.length);
        String outer = place;
        for (RecordComponent component : components) {
            place = "component '" + component.getName() + "' of the record " + type.getName();
            Object part;
            try {
                Field field = type.getDeclaredField(component.getName()); // an accessor may show something else
                if (field.trySetAccessible()) {
                    part = field.get(value);
                } else { // it is of a module that exports its package, and does not open it
                    Method accessor = component.getAccessor();
                    accessor.setAccessible(true);
                    part = accessor.invoke(value);
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new ValueException(place + " cannot be read: " + e);
            }
            expected = component.getType();
            put(part);
        }
        place = outer;
    }

    /**
     * Appends what a task failed with, which arrives as a {@link mitogen.RemoteThrowable}. It has to be plain data, see
     * {@link Rare#plain}.
     */
    public final void putFailure(Throwable plain) {
        if (plain.getClass().getClassLoader() != null && !(plain instanceof MitogenException)) {
            put(plain);
            return;
        }
        List<String> types = new ArrayList<>();
        Class<?> type = plain.getClass();
        do {
            types.add(type.getName());
            type = type.getSuperclass();
        } while (type != Throwable.class && type != Object.class);
        putThrowable(types.toArray(new String[0]), plain.getMessage(), plain.getStackTrace());
        putByte(Values.NULL);
        putLong(0);
    }

    /** Appends a throwable, but for its cause and suppressed ones, which have to follow. */
    public final void putThrowable(String[] types, String message, StackTraceElement[] frames) {
        putByte(Values.THROWABLE);
        putLong(types.length);
        for (String type : types) {
            putName(type);
        }
        put(message);
        int length = 0;
        while (length < frames.length
                && length < Values.MAX_STACK
                && !frames[length].getClassName().startsWith("mitogen.agent.")) {
            length++; // below are only the frames that carried the task here
        }
        putLong(length);
        for (int i = 0; i < length; i++) {
            putName(frames[i].getClassName());
            putName(frames[i].getMethodName());
            putName(frames[i].getFileName() == null ? "" : frames[i].getFileName());
            putLong(frames[i].getLineNumber());
        }
    }

    /** Appends a value that is none of the above, or refuses it. A child sends no code. */
    protected void putOther(Object value) {
        if (rare == null || !rare.write(value, this)) {
            throw refused(
                    value,
                    "make it a record of numbers, strings, collections and other values (docs/reference/values.md)");
        }
        usesRare = true;
    }

    /** A name that is likely to come again: written once, then referred to by its number. */
    public final void putName(String name) {
        Integer known = names.get(name);
        if (known != null) {
            putLong(known);
            return;
        }
        names.put(name, names.size() + 1);
        putLong(0);
        putString(name);
    }

    /** The exception for a value that does not travel. */
    public final ValueException refused(Object value, String remedy) {
        Class<?> type = value.getClass();
        String kind = type.isAnonymousClass() && type.getSuperclass() == Object.class
                ? " (an anonymous class; a lambda would do)"
                : "";
        return new ValueException(place + " is a " + type.getName() + kind + ", which cannot be sent: " + remedy);
    }
}
