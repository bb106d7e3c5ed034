package mitogen.wire;

import java.lang.reflect.Array;
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

    private int depth;

    /** The context that it is for, or -1 where that is not known. */
    public final int destination;

    /** What is being written, for errors. */
    protected String place;

    /** Says what is being written, for errors: {@code the task}, {@code the result}. */
    public ValueWriter(String what) {
        this(what, Protocol.MAX_MESSAGE, -1);
    }

    /** A writer of a message of at most so many bytes for the given context. */
    public ValueWriter(String what, int limit, int destination) {
        super(limit);
        place = what;
        this.destination = destination;
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
        } else if (value instanceof Collection) {
            Collection<?> all = (Collection<?>) value;
            Class<?> fallback =
                    value instanceof List ? ArrayList.class : value instanceof Set ? LinkedHashSet.class : null;
            Object comparator = value instanceof SortedSet ? ((SortedSet<?>) value).comparator() : null;
            putByte(Values.COLLECTION);
            putByte(container(value, fallback, comparator));
            Object[] elements = all.toArray();
            putLong(elements.length);
            for (Object element : elements) {
                put(element);
            }
        } else if (value instanceof Map) {
            Map<?, ?> map = (Map<?, ?>) value;
            Object comparator = value instanceof SortedMap ? ((SortedMap<?, ?>) value).comparator() : null;
            putByte(Values.MAP);
            putByte(container(value, LinkedHashMap.class, comparator));
            Object[] entries = map.entrySet().toArray();
            putLong(entries.length);
            for (Object entry : entries) {
                put(((Map.Entry<?, ?>) entry).getKey());
                put(((Map.Entry<?, ?>) entry).getValue());
            }
        } else if (value instanceof Optional) {
            putByte(Values.OPTIONAL);
            put(((Optional<?>) value).orElse(null));
        } else {
            return false;
        }
        return true;
    }

    /** The code of the class that a container arrives as. */
    private int container(Object value, Class<?> fallback, Object comparator) {
        String name = value.getClass().getName();
        int code = name.startsWith("java.util.") ? Values.indexOf(Values.CONTAINER, name.substring(10), 1) : -1;
        if (comparator != null) {
            throw refused(value, "its comparator would be lost; copy it into a List or a LinkedHashMap");
        }
        if (code < 0 && fallback != null) {
            code = Values.indexOf(Values.CONTAINER, fallback.getSimpleName(), 1);
        }
        if (code < 0) {
            throw refused(value, "copy it into a List or a Set");
        }
        return code;
    }

    private void putArray(Object array, Class<?> component) {
        int length = Array.getLength(array);
        if (!component.isPrimitive()) {
            putByte(Values.ARRAY);
            putName(component.getName());
            putLong(length);
            for (Object element : (Object[]) array) {
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
        if (value instanceof Enum) {
            putByte(Values.ENUM);
            putName(((Enum<?>) value).getDeclaringClass().getName());
            putString(((Enum<?>) value).name());
        } else if (type.isRecord()) {
            putRecord(value, type);
        } else if (value instanceof Throwable) {
            putThrowable((Throwable) value, 0);
        } else if (value instanceof Path && ((Path) value).getFileSystem() == FileSystems.getDefault()) {
            putText(Path.class, value);
        } else if (Values.indexOf(Values.TEXT_FORM, type.getName(), 2) >= 0) {
            putText(type, value);
        } else {
            putOther(value);
        }
    }

    private void putText(Class<?> type, Object value) {
        putByte(Values.TEXT);
        putByte(Values.indexOf(Values.TEXT_FORM, type.getName(), 2));
        putString(value.toString());
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
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                part = accessor.invoke(value);
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new ValueException(place + " cannot be read: " + e);
            }
            put(part);
        }
        place = outer;
    }

    /** Writes type names, message, frames, cause and suppressed, to a bounded depth, whatever the throwable does. */
    private void putThrowable(Throwable thrown, int chain) {
        putByte(Values.THROWABLE);
        String[] types = typesOf(thrown);
        putLong(types.length);
        for (String type : types) {
            putName(type);
        }
        String message;
        try {
            message = thrown.getMessage();
        } catch (RuntimeException e) {
            message = e.toString();
        }
        put(message);
        StackTraceElement[] frames = thrown.getStackTrace();
        int length = Math.min(frames.length, Values.MAX_STACK);
        for (int i = 0; i < length; i++) {
            if (frames[i].getClassName().startsWith("mitogen.agent.")) {
                length = i; // below are only the frames that carried the task here
            }
        }
        putLong(length);
        for (int i = 0; i < length; i++) {
            putName(frames[i].getClassName());
            putName(frames[i].getMethodName());
            putName(frames[i].getFileName() == null ? "" : frames[i].getFileName());
            putLong(frames[i].getLineNumber());
        }
        Throwable[] suppressed = thrown.getSuppressed();
        if (chain > 20 || thrown.getCause() == null) {
            putByte(Values.NULL);
        } else {
            putThrowable(thrown.getCause(), chain + 1);
        }
        int others = chain > 3 ? 0 : Math.min(suppressed.length, 20);
        putLong(others);
        for (int i = 0; i < others; i++) {
            putThrowable(suppressed[i], chain + 1);
        }
    }

    private static String[] typesOf(Throwable thrown) {
        if (thrown instanceof StandIn) {
            return ((StandIn) thrown).types();
        }
        List<String> types = new ArrayList<>();
        for (Class<?> type = thrown.getClass(); type != Throwable.class; type = type.getSuperclass()) {
            types.add(type.getName());
        }
        return types.isEmpty() ? new String[] {"java.lang.Throwable"} : types.toArray(new String[0]);
    }

    /** Appends a value that is none of the above; code, that is. A child sends none, so this refuses everything. */
    protected void putOther(Object value) {
        throw refused(
                value,
                "make it a record of numbers, strings, collections and other values (docs/protocol.md lists them)");
    }

    /** A name that is likely to come again: written once, then referred to by its number. */
    protected final void putName(String name) {
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
    protected final ValueException refused(Object value, String remedy) {
        Class<?> type = value.getClass();
        String kind = type.isAnonymousClass() ? " (an anonymous class; a lambda would do)" : "";
        return new ValueException(place + " is a " + type.getName() + kind + ", which cannot be sent: " + remedy);
    }
}
