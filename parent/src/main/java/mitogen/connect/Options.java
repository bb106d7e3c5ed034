package mitogen.connect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a method are the components of its private form, a record. That makes a method that differs in one of them:
 * so a new option takes one component and one {@code with…}, and no list of all the others.
 */
final class Options {
    private Options() {}

    /** The same method with another value of one option. */
    static <M> M with(M method, String option, Object value) {
        RecordComponent[] components = method.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        boolean found = false;
        for (int i = 0; i < components.length; i++) {
            boolean changed = components[i].getName().equals(option);
            found |= changed;
            types[i] = components[i].getType();
            values[i] = changed ? value : get(method, components[i]);
        }
        if (!found) {
            throw new IllegalStateException(method.getClass().getName() + " has no component " + option);
        }
        try {
            @SuppressWarnings("unchecked") // of the class of the method that it was made from
            M made = (M) method.getClass().getDeclaredConstructor(types).newInstance(values);
            return made;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused; // the value is not fit
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same method with one more element of a list. */
    static <M> M plus(M method, String option, String element) {
        List<Object> more = new ArrayList<>((List<?>) get(method, option));
        more.add(element);
        return with(method, option, more);
    }

    /** The same method with one more entry of a map, or another value of one. */
    static <M> M plus(M method, String option, String name, String value) {
        Map<Object, Object> more = new LinkedHashMap<>((Map<?, ?>) get(method, option));
        more.put(name, value);
        return with(method, option, more);
    }

    private static Object get(Object method, String option) {
        for (RecordComponent component : method.getClass().getRecordComponents()) {
            if (component.getName().equals(option)) {
                return get(method, component);
            }
        }
        throw new IllegalStateException(method.getClass().getName() + " has no component " + option);
    }

    private static Object get(Object method, RecordComponent component) {
        try {
            return component.getAccessor().invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
