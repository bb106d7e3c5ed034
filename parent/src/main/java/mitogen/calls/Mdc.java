package mitogen.calls;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import mitogen.classes.OwnPackages;
import mitogen.internal.Around;

/**
 * The MDC of SLF4J: what a thread has said about its work, for its log records. It is reached by reflection: we depend on no
 * library. A program that has not used SLF4J yet is left alone, because the MDC would start the whole library.
 */
public final class Mdc {
    private static final String PACKAGE = "org.slf4j";

    /** The class by which it is reached. */
    static final String API = PACKAGE + ".MDC";

    private Mdc() {}

    /** What this thread has said, as far as the classes of that loader can tell; possibly nothing. */
    public static Map<String, String> of(ClassLoader loader) {
        if (!isUsed(loader)) {
            return Map.of();
        }
        try {
            Object map = invoke(loader, "getCopyOfContextMap");
            Map<String, String> all = new HashMap<>();
            if (map instanceof Map<?, ?> said) {
                said.forEach((key, value) -> {
                    if (key instanceof String name && value instanceof String text) {
                        all.put(name, text);
                    }
                });
            }
            return all;
        } catch (ReflectiveOperationException | LinkageError e) {
            return Map.of();
        }
    }

    /** Whether a class of SLF4J was loaded already. */
    private static boolean isUsed(ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each.getDefinedPackage(PACKAGE) != null) {
                return true;
            }
        }
        return false;
    }

    /** A task or action with what this thread has said; itself if that is nothing. It may be in a {@link TracedTask}. */
    static Object around(Object traced, Object work) {
        Object task = work instanceof Around around ? around.work() : work;
        if (OwnPackages.isOurs(task.getClass().getName())) {
            return traced;
        }
        Map<String, String> said = of(task.getClass().getClassLoader());
        return said.isEmpty() ? traced : new MdcTask(traced, said);
    }

    /** Has this thread say that and nothing else. */
    static void set(ClassLoader loader, Map<String, String> said) {
        try {
            if (said.isEmpty()) {
                invoke(loader, "clear");
            } else {
                Class.forName(API, true, loader)
                        .getMethod("setContextMap", Map.class)
                        .invoke(null, said);
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // What a log shows is never a reason not to do the work.
        }
    }

    private static Object invoke(ClassLoader loader, String method) throws ReflectiveOperationException {
        try {
            return Class.forName(API, true, loader).getMethod(method).invoke(null);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e);
        }
    }
}
