package mitogen.calls;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import mitogen.classes.OwnPackages;
import mitogen.internal.Around;

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
    private final String api;

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
        if (!isUsed(loader)) {
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

    /** Whether a class of the library was loaded already. */
    private boolean isUsed(ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each.getDefinedPackage(library) != null) {
                return true;
            }
        }
        return false;
    }

    /** A task or action with what this thread has said; itself if that is nothing. It may be in a {@link TracedTask}. */
    static Object around(Object traced, Object work, TaskWriter to) {
        Object task = work instanceof Around around ? around.work() : work;
        if (OwnPackages.isOurs(task.getClass().getName())) {
            return traced;
        }
        ClassLoader loader = task.getClass().getClassLoader();
        Map<String, String> slf4j = SLF4J.of(loader);
        Map<String, String> log4j = LOG4J.of(loader);
        SLF4J.need(slf4j, to);
        LOG4J.need(log4j, to);
        return slf4j.isEmpty() && log4j.isEmpty() ? traced : new MdcTask(traced, slf4j, log4j);
    }

    private void need(Map<String, String> said, TaskWriter to) {
        if (!said.isEmpty()) {
            to.needs(api);
        }
    }

    /** Has this thread say that and nothing else. */
    void set(ClassLoader loader, Map<String, String> said) {
        try {
            if (!said.isEmpty() || isUsed(loader)) {
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
