package mitogen.calls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import mitogen.classes.OwnPackages;
import mitogen.internal.Around;

/**
 * The trace context of OpenTelemetry's API, as far as an application has that API. It is reached by reflection: we depend on no
 * library. In one class loader there is one for all.
 */
final class TraceContext {
    private static final String PACKAGE = "io.opentelemetry.api.trace";

    /** The class by which the others are reached. */
    static final String API = PACKAGE + ".Span";

    /** By the classes of tasks, of which ours have no use for it. In a child, what is absent is remembered by the class loader. */
    private static final ClassValue<Optional<TraceContext>> KNOWN = new ClassValue<>() {
        @Override
        protected Optional<TraceContext> computeValue(Class<?> type) {
            return OwnPackages.isOurs(type.getName()) ? Optional.empty() : of(type.getClassLoader());
        }
    };

    private final ClassLoader loader;
    private final Method current;
    private final Method spanContext;
    private final Class<?> contexts; // SpanContext

    private TraceContext(ClassLoader loader) throws ReflectiveOperationException {
        this.loader = loader;
        Class<?> span = load("Span");
        contexts = load("SpanContext");
        current = span.getMethod("current");
        spanContext = span.getMethod("getSpanContext");
    }

    /** That of the application whose task or action it is; none if it has no such API. */
    static Optional<TraceContext> of(Object task) {
        return KNOWN.get(own(task));
    }

    private static Optional<TraceContext> of(ClassLoader loader) {
        try {
            return loader == null ? Optional.empty() : Optional.of(new TraceContext(loader));
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty(); // it is not there, or not one that we know
        }
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + "." + name, false, loader);
    }

    /**
     * The task with the trace context of this thread; the task itself if there is none. Where nobody has used the API yet, there is
     * none, and a context does not fetch the API to find that out.
     */
    static Object around(Object task) {
        ClassLoader loader = own(task).getClassLoader();
        TraceContext known = Mdc.isUsed(PACKAGE, loader) ? of(task).orElse(null) : null;
        return known == null ? task : known.with(task);
    }

    private static Class<?> own(Object task) {
        return (task instanceof Around around ? around.work() : task).getClass();
    }

    private Object with(Object task) {
        try {
            Object context = spanContext.invoke(current.invoke(null));
            if (!(boolean) get(context, "isValid")) {
                return task;
            }
            Object flags = get(context, "getTraceFlags");
            @SuppressWarnings("unchecked") // so it says
            Map<String, String> state =
                    (Map<String, String>) load("TraceState").getMethod("asMap").invoke(get(context, "getTraceState"));
            return new TracedTask(
                    task,
                    (String) get(context, "getTraceId"),
                    (String) get(context, "getSpanId"),
                    (byte) load("TraceFlags").getMethod("asByte").invoke(flags),
                    Map.copyOf(state));
        } catch (ReflectiveOperationException e) {
            return task; // a trace is never a reason not to do the work
        }
    }

    private Object get(Object context, String property) throws ReflectiveOperationException {
        return contexts.getMethod(property).invoke(context);
    }

    /** Makes the context of a task that of this thread, until what it returns is closed. */
    AutoCloseable enter(TracedTask task) throws ReflectiveOperationException {
        Class<?> flags = load("TraceFlags");
        Class<?> states = load("TraceState");
        Object state = states.getMethod("builder").invoke(null);
        Class<?> builder = load("TraceStateBuilder");
        for (Map.Entry<String, String> each : task.state().entrySet()) {
            builder.getMethod("put", String.class, String.class).invoke(state, each.getKey(), each.getValue());
        }
        Object context = contexts.getMethod("createFromRemoteParent", String.class, String.class, flags, states)
                .invoke(
                        null,
                        task.trace(),
                        task.span(),
                        flags.getMethod("fromByte", byte.class).invoke(null, task.flags()),
                        builder.getMethod("build").invoke(state));
        Class<?> span = load("Span");
        Object wrapped = span.getMethod("wrap", contexts).invoke(null, context);
        try {
            return (AutoCloseable) span.getMethod("makeCurrent").invoke(wrapped);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(e);
        }
    }
}
