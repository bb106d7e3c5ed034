package mitogen.cli.remote;

import java.lang.reflect.Array;
import java.util.List;

/** The classes of the snippets that were typed at a prompt, in the context where they run, and their values as texts. */
final class SnippetClasses {
    /** A context has one prompt at most. */
    static final SentClasses ALL = new SentClasses("snippets", List.of(), List.of());

    private SnippetClasses() {}

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
