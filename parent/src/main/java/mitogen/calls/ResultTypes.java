package mitogen.calls;

import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import mitogen.ConnectFailedException;
import mitogen.RemoteThrowable;
import mitogen.Secret;
import mitogen.Task;
import mitogen.ValueException;
import mitogen.values.RareValues;

/** Tells, before a task is sent, that its result can be no value, as far as its type tells. */
final class ResultTypes {
    private static final String RECORD =
            "make it a record of numbers, strings, collections and other values" + " (docs/reference/values.md)";

    /** The classes of values, apart from records, enums and throwables; what these extend fits too. */
    static final Class<?>[] VALUES = {
        Boolean.class,
        Byte.class,
        Character.class,
        Double.class,
        Float.class,
        Integer.class,
        Long.class,
        Short.class,
        Class.class,
        Enum.class,
        Record.class,
        Runtime.Version.class,
        StackTraceElement.class,
        String.class,
        Void.class,
        Secret.class,
        java.io.File.class,
        java.math.BigDecimal.class,
        java.math.BigInteger.class,
        java.net.Inet4Address.class,
        java.net.Inet6Address.class,
        java.net.InetSocketAddress.class,
        java.net.URI.class,
        java.nio.charset.Charset.class,
        java.nio.file.attribute.FileTime.class,
        java.time.Duration.class,
        java.time.Instant.class,
        java.time.LocalDate.class,
        java.time.LocalDateTime.class,
        java.time.LocalTime.class,
        java.time.MonthDay.class,
        java.time.OffsetDateTime.class,
        java.time.OffsetTime.class,
        java.time.Period.class,
        java.time.Year.class,
        java.time.YearMonth.class,
        java.time.ZoneOffset.class,
        java.time.ZonedDateTime.class,
        java.util.AbstractMap.SimpleEntry.class,
        java.util.AbstractMap.SimpleImmutableEntry.class,
        java.util.ArrayDeque.class,
        java.util.ArrayList.class,
        java.util.BitSet.class,
        java.util.Currency.class,
        java.util.Date.class,
        java.util.EnumMap.class,
        java.util.EnumSet.class,
        java.util.HashMap.class,
        java.util.HashSet.class,
        java.util.Hashtable.class,
        java.util.LinkedHashMap.class,
        java.util.LinkedHashSet.class,
        java.util.LinkedList.class,
        java.util.Locale.class,
        java.util.Optional.class,
        java.util.OptionalDouble.class,
        java.util.OptionalInt.class,
        java.util.OptionalLong.class,
        java.util.PriorityQueue.class,
        java.util.Properties.class,
        java.util.Stack.class,
        java.util.TreeMap.class,
        java.util.TreeSet.class,
        java.util.UUID.class,
        java.util.Vector.class,
        java.util.concurrent.ConcurrentHashMap.class,
        java.util.concurrent.ConcurrentLinkedDeque.class,
        java.util.concurrent.ConcurrentLinkedQueue.class,
        java.util.concurrent.ConcurrentSkipListMap.class,
        java.util.concurrent.ConcurrentSkipListSet.class,
        java.util.concurrent.CopyOnWriteArrayList.class,
        java.util.concurrent.CopyOnWriteArraySet.class,
        java.util.regex.Pattern.class,
    };

    /** Why nothing of the type could be sent; none if something might be. */
    private static final ClassValue<Optional<String>> UNFIT = new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
            return Optional.ofNullable(unfit(type, "the result of the task", new HashSet<>()));
        }
    };

    private ResultTypes() {}

    /**
     * Checks what a task would return.
     *
     * @param parts of the task, if it is a lambda
     * @throws ValueException if that cannot be sent
     */
    static void check(Object work, SerializedLambda parts) {
        Class<?> type = work instanceof Task ? result(work.getClass(), parts) : void.class;
        Optional<String> unfit = UNFIT.get(type);
        if (unfit.isPresent()) {
            throw new ValueException(unfit.get());
        }
    }

    private static Class<?> result(Class<?> task, SerializedLambda parts) {
        try {
            if (task.isSynthetic()) {
                return MethodType.fromMethodDescriptorString(parts.getInstantiatedMethodType(), task.getClassLoader())
                        .returnType();
            }
            for (Method method : task.getMethods()) {
                if (method.getName().equals("run") && method.getParameterCount() == 0 && !method.isBridge()) {
                    return method.getReturnType();
                }
            }
        } catch (TypeNotPresentException | LinkageError e) {
            // it will be found out elsewhere
        }
        return Object.class;
    }

    private static String unfit(Class<?> type, String place, Set<Class<?>> seen) {
        if (type.isArray()) {
            return unfit(type.getComponentType(), place, seen);
        }
        if (BaseStream.class.isAssignableFrom(type)) {
            return place + " is a " + type.getName() + ", which cannot be sent: collect it into a List";
        }
        if (type.isPrimitive() || type.isInterface() || type.isEnum() || !seen.add(type)) {
            return null;
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                String where = "component '" + component.getName() + "' of the record " + type.getName();
                String unfit = unfit(component.getType(), where, seen);
                if (unfit != null) {
                    return unfit;
                }
            }
            return null;
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return type == ConnectFailedException.class || type == RemoteThrowable.class || mayCome(type)
                    ? null
                    : place + " is a " + type.getName() + ", which arrives as a " + RemoteThrowable.class.getName()
                            + ": it has fields of its own, or no public constructor that takes its message; declare it"
                            + " as a Throwable, or make a record of what is in it";
        }
        for (Class<?> each : VALUES) {
            if (type.isAssignableFrom(each)) {
                return null;
            }
        }
        if (RareValues.mayBeParts(type)) {
            return null;
        }
        return place + " is a " + type.getName() + ", which cannot be sent: " + RECORD;
    }

    /** As itself, or as a subclass of it. */
    private static boolean mayCome(Class<?> type) {
        for (Class<?> each = type; each != Throwable.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                    return false;
                }
            }
        }
        boolean made = !Modifier.isFinal(type.getModifiers());
        for (Constructor<?> constructor : type.getConstructors()) {
            made |= constructor.getParameterCount() == 0 || constructor.getParameterTypes()[0] == String.class;
        }
        return made;
    }
}
