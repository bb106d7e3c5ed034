package mitogen.cli.remote;

import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.Map;

/** The classes of the snippets that were typed at a prompt, in the context where they run. They have what they set. */
final class SnippetClasses extends ClassLoader {
    /** A context has one prompt at most. */
    static final SnippetClasses ALL = new SnippetClasses();

    private final Map<String, byte[]> bytes = new HashMap<>();

    private SnippetClasses() {
        super("snippets", SnippetClasses.class.getClassLoader());
    }

    synchronized void add(String name, byte[] content) {
        bytes.put(name, content);
    }

    @Override
    protected synchronized Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] content = bytes.remove(name);
        if (content == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, content, 0, content.length);
    }

    /** A value as jshell shows values. */
    static String text(Object value) {
        if (value instanceof String || value instanceof Character) {
            char quote = value instanceof String ? '"' : '\'';
            StringBuilder text = new StringBuilder().append(quote);
            value.toString().chars().forEach(c -> text.append(escaped((char) c, quote)));
            return text.append(quote).toString();
        }
        if (value == null || !value.getClass().isArray()) {
            return String.valueOf(value);
        }
        int length = Array.getLength(value);
        StringBuilder text = new StringBuilder(
                        value.getClass().getComponentType().getSimpleName())
                .append('[')
                .append(length)
                .append("] {");
        for (int i = 0; i < length; i++) {
            text.append(i == 0 ? " " : ", ").append(text(Array.get(value, i)));
        }
        return text.append(" }").toString();
    }

    private static String escaped(char c, char quote) {
        int at = "\b\t\n\f\r\\".indexOf(c);
        if (at >= 0) {
            return "\\" + "btnfr\\".charAt(at);
        }
        return c == quote ? "\\" + c : c < ' ' ? String.format("\\%03o", (int) c) : String.valueOf(c);
    }
}
