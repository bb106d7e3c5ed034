package mitogen.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mitogen.ValueException;

/**
 * Reads what {@link ValueWriter} wrote. Every count is checked against the bytes that are left, depth is bounded, and
 * no class is touched that the {@link Linkage} does not allow.
 */
public final class ValueReader extends PayloadReader {
    /** Bytes that a value takes in the heap, about: a text or an empty collection more, a number less. */
    private static final int VALUE = 64;

    private final Linkage linkage;
    private final List<String> names = new ArrayList<>();

    /** What the values may cost; null where the sender is trusted. */
    public final Budget budget;

    private int depth;
    private int elements;

    /** Reads the payload of the given message. */
    public ValueReader(Frame head, Linkage linkage) {
        super(head);
        this.linkage = linkage;
        elements = linkage.maxObjects();
        budget = linkage.budget(remaining());
    }

    /**
     * The next value.
     *
     * @throws ValueException if what is there is not a value that this sender may send
     */
    public Object get() {
        if (++depth > Values.MAX_DEPTH) {
            throw new ValueException("a value is nested more than " + Values.MAX_DEPTH + " deep");
        }
        spend(1, VALUE);
        Object value;
        try {
            value = read(getByte());
        } catch (InvocationTargetException e) {
            throw new ValueException("a value was refused by its own class: " + e.getCause());
        } catch (ValueException e) {
            throw e;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ValueException("a value cannot be rebuilt: " + e);
        }
        depth--;
        return value;
    }

    private Object read(int code) throws ReflectiveOperationException {
        switch (code) {
            case Values.NULL:
                return null;
            case Values.FALSE:
                return false;
            case Values.TRUE:
                return true;
            case Values.INT:
                return (int) getLong();
            case Values.LONG:
                return getLong();
            case Values.SHORT:
                return (short) getLong();
            case Values.BYTE:
                return (byte) getByte();
            case Values.CHAR:
                return (char) getLong();
            case Values.FLOAT:
                return Float.intBitsToFloat(getInt());
            case Values.DOUBLE:
                return Double.longBitsToDouble((long) getInt() << 32 | getInt() & 0xffffffffL);
            case Values.STRING:
                return getText(getString());
            case Values.PRIMITIVES:
                return getPrimitives();
            case Values.ARRAY:
                return getArray();
            case Values.COLLECTION:
                return getCollection();
            case Values.MAP:
                return getMap();
            case Values.OPTIONAL:
                return Optional.ofNullable(get());
            case Values.ENUM:
                return getEnum();
            case Values.RECORD:
                return getRecord();
            case Values.TEXT:
                return getText();
            case Values.LAMBDA:
                return getLambda();
            default:
                return linkage.carried(code, this);
        }
    }

    private Object getPrimitives() {
        int code = getByte();
        if (code >= Values.PRIMITIVE.length) {
            throw new ValueException("unknown array code " + code);
        }
        int length = getCount(code < 2 ? 1 : 2); // no number takes less than its code and a byte
        spend(0, code == 0 ? 0 : 8L * length);
        if (code == 0) {
            return getBytes(length);
        }
        Object array = Array.newInstance(Values.PRIMITIVE[code], length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, get());
            spend(0, -VALUE); // it is not kept as an object
        }
        return array;
    }

    private Object getArray() throws ReflectiveOperationException {
        Class<?> component = classFor(getName());
        int length = getElements(1);
        Object[] array = (Object[]) Array.newInstance(component, length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, get());
        }
        return array;
    }

    private Object getCollection() throws ReflectiveOperationException {
        @SuppressWarnings("unchecked")
        Collection<Object> collection = (Collection<Object>) container();
        int length = getElements(1);
        Object table = table(collection, length);
        List<Object> all = new ArrayList<>();
        for (int left = length; left > 0; left--) {
            Object element = get();
            key(table, element);
            all.add(element);
        }
        collection.addAll(all); // one by one, a list that copies on write would take the square of the time
        return collection;
    }

    private Object getMap() throws ReflectiveOperationException {
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) container();
        int length = getElements(2);
        Object table = table(map, length);
        for (int left = length; left > 0; left--) {
            Object key = get();
            key(table, key);
            map.put(key, get());
        }
        return map;
    }

    private Object table(Object container, int length) {
        return budget == null ? null : budget.table(container, length);
    }

    private void key(Object table, Object key) {
        if (table != null) {
            budget.key(table, key);
        }
    }

    private void spend(int values, long bytes) {
        if (budget != null) {
            budget.spend(values, bytes);
        }
    }

    private String getText(String text) {
        spend(text.length() / 16, 0);
        return text;
    }

    private Object container() throws ReflectiveOperationException {
        int code = getByte();
        if (code >= Values.CONTAINER.length) {
            throw new ValueException("unknown collection code " + code);
        }
        return Class.forName("java.util." + Values.CONTAINER[code])
                .getConstructor()
                .newInstance();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object getEnum() throws ReflectiveOperationException {
        return Enum.valueOf((Class<? extends Enum>) classFor(getName()), getString()); // refuses other classes
    }

    private Object getRecord() throws ReflectiveOperationException {
        Class<?> type = classFor(getName());
        int count = getElements(1);
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || components.length != count) {
            throw new ValueException(type.getName() + " is not a record of " + count + " components here");
        }
        Class<?>[] types = new Class<?>[count];
        Object[] parts = new Object[count];
        for (int i = 0; i < count; i++) {
            types[i] = components[i].getType();
            parts[i] = get();
            if (parts[i] != null && !types[i].isPrimitive() && !types[i].isInstance(parts[i])) {
                throw new ValueException("component '" + components[i].getName() + "' of the record " + type.getName()
                        + " cannot be a " + parts[i].getClass().getName());
            }
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(parts);
    }

    private Object getText() throws ReflectiveOperationException {
        int code = getByte() * 2;
        if (code >= Values.TEXT_FORM.length) {
            throw new ValueException("unknown text form " + code / 2);
        }
        spend(0, 3 * VALUE); // a URI, with its parts
        String text = getText(getString());
        String form = Values.TEXT_FORM[code];
        boolean path = form.endsWith(".Path");
        if ((path || form.endsWith(".File")) && !Values.isPlain(text)) {
            throw new ValueException("a file's name that is not ASCII travels as bytes");
        }
        if (path) {
            return Path.of(text);
        }
        Class<?> type = Class.forName(form);
        String method = Values.TEXT_FORM[code + 1];
        if (method.isEmpty()) {
            return type.getConstructor(String.class).newInstance(text);
        }
        Class<?> parameter = method.equals("parse") ? CharSequence.class : String.class;
        return type.getMethod(method, parameter).invoke(null, text);
    }

    private Object getLambda() throws ReflectiveOperationException {
        if (!linkage.lambdas()) {
            throw new ValueException("code may only be sent down, by a parent");
        }
        Class<?> capturing = classFor(getName());
        String interfaceClass = getName();
        String interfaceMethod = getName();
        String interfaceSignature = getName();
        int kind = (int) getLong();
        String implClass = getName();
        String implMethod = getName();
        String implSignature = getName();
        String instantiated = getName();
        Object[] captured = new Object[getCount(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = get();
        }
        SerializedLambda lambda = new SerializedLambda(
                capturing,
                interfaceClass,
                interfaceMethod,
                interfaceSignature,
                kind,
                implClass,
                implMethod,
                implSignature,
                instantiated,
                captured);
        // Not through Class.getDeclaredMethod: that would load every class in the signature of any method of that
        // class.
        ValueReader.class.getModule().addReads(capturing.getModule());
        MethodHandle rebuild = MethodHandles.privateLookupIn(capturing, MethodHandles.lookup())
                .findStatic(
                        capturing, "$deserializeLambda$", MethodType.methodType(Object.class, SerializedLambda.class));
        try {
            return rebuild.invoke(lambda);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InvocationTargetException(e);
        }
    }

    /**
     * The class of that name.
     *
     * @throws ValueException if the sender may not name it
     */
    public Class<?> classFor(String name) throws ClassNotFoundException {
        return linkage.classFor(name);
    }

    /** A count of elements, each of which takes more memory than bytes: there is a limit to them in all. */
    public int getElements(int size) {
        int count = getCount(size);
        elements -= count;
        if (elements < 0) {
            throw new ValueException("a message of more than " + linkage.maxObjects() + " elements");
        }
        spend(0, 8L * size * count);
        return count;
    }

    /** The name that {@link ValueWriter} wrote as one that is likely to come again. */
    public String getName() {
        long known = getLong();
        if (known == 0) {
            String name = getString();
            names.add(name);
            return name;
        }
        if (known < 0 || known > names.size()) {
            throw new ValueException("a reference to name " + known + " of " + names.size());
        }
        return names.get((int) known - 1);
    }
}
