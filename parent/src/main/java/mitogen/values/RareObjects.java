package mitogen.values;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import mitogen.ValueException;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;

/**
 * What Kotlin and Scala have for records: data classes and case classes, and their objects. They are known by what the
 * compilers leave in the class files; neither library has to be here.
 */
final class RareObjects {
    private RareObjects() {}

    /** Whether values of the class may be of that kind. */
    static boolean mayBe(Class<?> type) {
        return isKotlin(type) || isScala(type);
    }

    static boolean write(Object value, ValueWriter to) {
        Class<?> type = value.getClass();
        try {
            if (!mayBe(type)) {
                return false;
            }
            if (isSingleton(value, type)) {
                to.putByte(RareValues.OBJECT);
                to.putName(type.getName());
                return true;
            }
            List<Object> parts = isKotlin(type) ? components(value) : elements(value);
            if (parts.isEmpty() || !value.equals(make(type, parts))) {
                return false;
            }
            to.putByte(RareValues.PARTS);
            to.putName(type.getName());
            to.putLong(parts.size());
            Class<?>[] types = constructor(type, parts).getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                to.expected = types[i];
                to.put("part " + (i + 1) + " of the " + type.getName(), parts.get(i));
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    static Object object(ValueReader from) throws ReflectiveOperationException {
        Class<?> type = from.classFor(from.getName());
        Field field = mayBe(type) ? singleton(type) : null;
        if (field == null) {
            throw new ValueException(type.getName() + " is no object");
        }
        return field.get(null);
    }

    static Object parts(ValueReader from) throws ReflectiveOperationException {
        Class<?> type = from.classFor(from.getName());
        List<Object> parts = new ArrayList<>();
        for (int left = from.getElements(1); left > 0; left--) {
            parts.add(from.get());
        }
        if (!mayBe(type)) {
            throw new ValueException(type.getName() + " is neither a data class nor a case class");
        }
        return make(type, parts);
    }

    private static Object make(Class<?> type, List<Object> parts) throws ReflectiveOperationException {
        return constructor(type, parts).newInstance(parts.toArray());
    }

    /** The one that takes the parts. In Kotlin its parameters are of the types of the components. */
    private static Constructor<?> constructor(Class<?> type, List<Object> parts) throws ReflectiveOperationException {
        Constructor<?> found = null;
        if (isKotlin(type)) {
            Class<?>[] types = new Class<?>[parts.size()];
            for (int i = 0; i < types.length; i++) {
                types[i] = type.getMethod("component" + (i + 1)).getReturnType();
            }
            found = type.getDeclaredConstructor(types);
        } else {
            for (Constructor<?> each : type.getConstructors()) {
                found = each.getParameterCount() == parts.size() ? each : found;
            }
        }
        if (found == null) {
            throw new NoSuchMethodException("a constructor of " + type.getName());
        }
        found.setAccessible(true);
        return found;
    }

    private static boolean isKotlin(Class<?> type) {
        for (Annotation each : type.getAnnotations()) {
            if (each.annotationType().getName().equals("kotlin.Metadata")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScala(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Class<?> implemented : each.getInterfaces()) {
                if (implemented.getName().equals("scala.Product")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSingleton(Object value, Class<?> type) throws ReflectiveOperationException {
        Field field = singleton(type);
        return field != null && field.get(null) == value;
    }

    private static Field singleton(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType() == type
                    && (field.getName().equals("INSTANCE") || field.getName().equals("MODULE$"))) {
                field.setAccessible(true);
                return field;
            }
        }
        return null;
    }

    private static List<Object> components(Object value) throws ReflectiveOperationException {
        List<Object> parts = new ArrayList<>();
        while (true) {
            Method component;
            try {
                component = value.getClass().getMethod("component" + (parts.size() + 1));
            } catch (NoSuchMethodException e) {
                return parts;
            }
            component.setAccessible(true);
            parts.add(component.invoke(value));
        }
    }

    private static List<Object> elements(Object value) throws ReflectiveOperationException {
        Method arity = method(value, "productArity");
        Method element = method(value, "productElement", int.class);
        List<Object> parts = new ArrayList<>();
        for (int left = (int) arity.invoke(value); left > 0; left--) {
            parts.add(element.invoke(value, parts.size()));
        }
        return parts;
    }

    private static Method method(Object value, String name, Class<?>... types) throws NoSuchMethodException {
        Method method = value.getClass().getMethod(name, types);
        method.setAccessible(true);
        return method;
    }
}
