package mitogen.services;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import mitogen.wire.Carried;

/** The methods of an interface that is offered, or called, as a service. Immutable. */
final class ServiceType {
    private static final ClassValue<ServiceType> ALL = new ClassValue<>() {
        @Override
        protected ServiceType computeValue(Class<?> type) {
            return new ServiceType(type);
        }
    };

    /** The methods by what they are called in messages: name and descriptor, as overloads have the same name. */
    final Map<String, ServiceMethod> methods = new HashMap<>();

    private final Map<Method, ServiceMethod> byMethod = new HashMap<>();

    private ServiceType(Class<?> type) {
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                ServiceMethod each = new ServiceMethod(type, method, id(method));
                methods.put(each.id, each);
                byMethod.put(method, each);
            }
        }
    }

    /** The methods of an interface. Loads the classes that their signatures name. */
    static ServiceType of(Class<?> type) {
        return ALL.get(type);
    }

    /** A method, as a proxy is given it. */
    ServiceMethod method(Method method) {
        ServiceMethod known = byMethod.get(method);
        return known != null ? known : methods.get(id(method)); // a proxy may know it by another interface above
    }

    private static String id(Method method) {
        return method.getName()
                + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .toMethodDescriptorString();
    }

    /** That a type can be offered: an interface of the application, which others can have a proxy of. */
    static void check(Class<?> type, ClassLoader loader) {
        String unfit = unfit(type);
        Class<?> found = null;
        try {
            found = Class.forName(type.getName(), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // the same as if another one was found
        }
        if (unfit == null && found != type) {
            unfit = "the class loader that this context's classes come from does not give it; declare it"
                    + " beside the program's other classes, or have its loader asked (Options.withClassLoader)";
        }
        if (unfit == null) {
            for (ServiceMethod each : of(type).methods.values()) {
                if (!each.method.trySetAccessible()) {
                    unfit = "it is not public, or not exported; make it so, or add 'opens' for its package";
                }
            }
        }
        if (unfit != null) {
            throw new IllegalArgumentException(type.getName() + " cannot be offered: " + unfit);
        }
    }

    /**
     * Why a type cannot be a service at all, or null. A stand-in for a List or a Runnable, sent where a program looks for
     * plain values, would let its sender answer, or hold up, what looks like no call.
     */
    static String unfit(Class<?> type) {
        if (!type.isInterface() || type.isAnnotation()) {
            return "it is no interface; offer an interface, and have the class implement it";
        }
        if (type.getName().startsWith("java.")
                || Iterable.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || CharSequence.class.isAssignableFrom(type)) {
            return "it belongs to the JDK, or is a collection; offer an interface of your own";
        }
        if (Carried.class.isAssignableFrom(type) || type.isSealed() || type.isHidden()) {
            return "others cannot have a proxy of it; offer an ordinary interface";
        }
        return null;
    }
}
