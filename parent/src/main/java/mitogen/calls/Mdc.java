package mitogen.calls;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a thread has said about its work, for its log records: the MDC of SLF4J, and the context map of Log4j. They are reached by
 * reflection: we depend on no library. A program that has not used such a library yet is left alone, because this would start the
 * whole of it.
 */
public final class Mdc {
    static final Mdc SLF4J = new Mdc("org.slf4j", ".MDC", "getCopyOfContextMap", "clear");
    static final Mdc LOG4J = new Mdc("org.apache.logging.log4j", ".ThreadContext", "getImmutableContext", "clearMap");

    private final String library;
    private final String get;
    private final String clear;

    /** The class by which it is reached. */
    final String api;

    private Mdc(String library, String api, String get, String clear) {
        this.library = library;
        this.api = library + api;
        this.get = get;
        this.clear = clear;
    }

    /** What this thread has said by any of them, as far as the classes of that loader can tell; possibly nothing. */
    public static Map<String, String> all(ClassLoader loader) {
        Map<String, String> all = SLF4J.of(loader);
        Map<String, String> more = LOG4J.of(loader);
        if (all.isEmpty() || more.isEmpty()) {
            return all.isEmpty() ? more : all;
        }
        Map<String, String> both = new HashMap<>(all);
        both.putAll(more);
        return both;
    }

    /** What this thread has said by this one. */
    Map<String, String> of(ClassLoader loader) {
        if (!isUsed(library, loader)) {
            return Map.of();
        }
        try {
            Object map = invoke(loader, get);
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

    /** Whether a class of that package was loaded already. */
    static boolean isUsed(String name, ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each.getDefinedPackage(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** Has this thread say that and nothing else. */
    void set(ClassLoader loader, Map<String, String> said) {
        try {
            if (!said.isEmpty() || isUsed(library, loader)) {
                invoke(loader, clear);
            }
            for (Map.Entry<String, String> each : said.entrySet()) {
                Class.forName(api, true, loader)
                        .getMethod("put", String.class, String.class)
                        .invoke(null, each.getKey(), each.getValue());
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // What a log shows is never a reason not to do the work.
        }
    }

    private Object invoke(ClassLoader loader, String method) throws ReflectiveOperationException {
        try {
            return Class.forName(api, true, loader).getMethod(method).invoke(null);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e);
        }
    }
}
