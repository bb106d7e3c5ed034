package mitogen.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mitogen.RemoteThrowable;
import mitogen.Secret;

/**
 * A value as a text that is equal for equal values, also where the values have no equals of their own: arrays,
 * throwables, queues. Knows nothing of how values are encoded, apart from where docs/internals/protocol.md cuts throwables.
 */
final class Portrait {
    private static final Set<Class<?>> UNORDERED =
            Set.of(HashMap.class, ConcurrentHashMap.class, Hashtable.class, Properties.class);

    private Portrait() {}

    static String of(Object value) {
        if (value == null) {
            return "null";
        }
        Class<?> type = value.getClass();
        if (value instanceof Throwable thrown) {
            return of(thrown, 0);
        }
        if (type.isArray()) {
            return type.getName()
                    + IntStream.range(0, Array.getLength(value))
                            .mapToObj(i -> of(Array.get(value, i)))
                            .toList();
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return type.getName() + of(entry.getKey()) + of(entry.getValue());
        }
        if (value instanceof Path path) {
            return "Path" + path.isAbsolute() + text(path.toUri().getRawPath());
        }
        if (value instanceof Pattern pattern) {
            return "Pattern" + pattern.flags() + text(pattern.pattern());
        }
        if (value instanceof Collection<?> all) {
            return type.getName() + list(all, type == HashSet.class);
        }
        if (value instanceof Map<?, ?> map) {
            List<List<Object>> entries = map.entrySet().stream()
                    .map(entry -> Arrays.asList(entry.getKey(), entry.getValue()))
                    .toList();
            return type.getName() + list(entries, UNORDERED.contains(type));
        }
        if (value instanceof Optional<?> optional) {
            return "Optional[" + of(optional.orElse(null)) + "]";
        }
        if (type.isRecord()) {
            return record(value, type);
        }
        if (type.isSynthetic()) {
            return "a lambda for " + Arrays.toString(type.getInterfaces());
        }
        if (value instanceof Samples.Place place) {
            return "Place[" + place.id() + text(place.name()) + "]";
        }
        return type.getName() + text(value instanceof Secret secret ? secret.reveal() : value.toString());
    }

    private static String list(Collection<?> all, boolean unordered) {
        List<String> parts = all.stream().map(Portrait::of).collect(Collectors.toList());
        if (unordered) {
            parts.sort(null);
        }
        return parts.toString();
    }

    private static String record(Object value, Class<?> type) {
        StringBuilder parts = new StringBuilder(type.getName());
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                parts.append('(')
                        .append(of(component.getAccessor().invoke(value)))
                        .append(')');
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(component.toString(), e);
            }
        }
        return parts.toString();
    }

    /** With the cuts that encoding makes, so that the portraits before and after are equal. */
    private static String of(Throwable thrown, int chain) {
        Object types = thrown instanceof RemoteThrowable remote ? of(remote.types()) : thrown.getClass();
        List<String> frames = Arrays.stream(thrown.getStackTrace())
                .limit(512)
                .takeWhile(frame -> !frame.getClassName().startsWith("mitogen.agent."))
                .map(frame -> text(frame.getClassName())
                        + text(frame.getMethodName())
                        + text(frame.getFileName())
                        + frame.getLineNumber())
                .toList();
        String cause = chain > 20 || thrown.getCause() == null ? "none" : of(thrown.getCause(), chain + 1);
        List<String> suppressed = Arrays.stream(thrown.getSuppressed())
                .limit(chain > 3 ? 0 : 20)
                .map(each -> of(each, chain + 1))
                .toList();
        return types + of(thrown.getMessage()) + frames + cause + suppressed;
    }

    private static String text(String text) {
        return text == null ? "-" : text.length() + ":" + text;
    }
}
