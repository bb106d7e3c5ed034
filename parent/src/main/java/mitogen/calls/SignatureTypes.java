package mitogen.calls;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the classes that types of a signature name: what values of these types may be made of. Those of a record are
 * the classes of its components too, those of a sealed type the permitted ones.
 */
public final class SignatureTypes {
    /** The classes, by name; none of the JDK's, which everybody may name. */
    public final Map<String, Class<?>> classes = new HashMap<>();

    private final Set<Type> seen = new HashSet<>();

    public SignatureTypes() {}

    /** Starts with what the interface gives to the type variables of those that it extends. */
    public SignatureTypes(Class<?> type) {
        addArguments(type);
    }

    private void addArguments(Class<?> type) {
        for (Type above : type.getGenericInterfaces()) {
            if (above instanceof ParameterizedType many) {
                with(many.getActualTypeArguments());
                addArguments((Class<?>) many.getRawType());
            } else {
                addArguments((Class<?>) above);
            }
        }
    }

    public SignatureTypes with(Type... types) {
        for (Type type : types) {
            add(type);
        }
        return this;
    }

    private void add(Type type) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof Class<?> simple) {
            add(simple);
        } else if (type instanceof ParameterizedType many) {
            add(many.getRawType());
            with(many.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType());
        } else if (type instanceof WildcardType some) {
            with(some.getUpperBounds());
        } else if (type instanceof TypeVariable<?> variable) {
            with(variable.getBounds());
        }
    }

    private void add(Class<?> type) {
        if (type.isArray()) {
            add((Type) type.getComponentType());
        } else if (!type.isPrimitive() && !type.getName().startsWith("java.")) {
            classes.put(type.getName(), type);
            if (type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    add(component.getGenericType());
                }
            } else if (type.isSealed() && !type.isEnum()) {
                with(type.getPermittedSubclasses());
            }
        }
    }

    /**
     * Whether a value is one of the type, and so is what it contains where it is an array, a collection, a map or an
     * optional. Records check their components themselves when they are rebuilt, up to the same point.
     */
    public static boolean fits(Type type, Object value) {
        if (type instanceof Class<?> simple) {
            return value == null ? !simple.isPrimitive() : boxed(simple).isInstance(value);
        }
        if (type instanceof WildcardType some) {
            return fitsAll(some.getUpperBounds(), value);
        }
        if (type instanceof TypeVariable<?> variable) {
            return fitsAll(variable.getBounds(), value);
        }
        if (value == null) {
            return true;
        }
        if (type instanceof GenericArrayType array) {
            return value instanceof Object[] && elementsFit(array.getGenericComponentType(), value);
        }
        ParameterizedType many = (ParameterizedType) type;
        return fits(many.getRawType(), value) && contentsFit(many.getActualTypeArguments(), value);
    }

    private static boolean fitsAll(Type[] bounds, Object value) {
        for (Type bound : bounds) {
            if (!fits(bound, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean elementsFit(Type component, Object array) {
        for (int i = 0; i < Array.getLength(array); i++) {
            if (!fits(component, Array.get(array, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean contentsFit(Type[] arguments, Object value) {
        if (arguments.length == 1 && value instanceof Collection<?> collection) {
            for (Object each : collection) {
                if (!fits(arguments[0], each)) {
                    return false;
                }
            }
        } else if (arguments.length == 2 && value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                if (!fits(arguments[0], each.getKey()) || !fits(arguments[1], each.getValue())) {
                    return false;
                }
            }
        } else if (arguments.length == 1 && value instanceof Optional<?> optional) {
            return optional.isEmpty() || fits(arguments[0], optional.get());
        }
        return true;
    }

    /** The class whose instances a value of that type is, also where that is a primitive one. */
    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
