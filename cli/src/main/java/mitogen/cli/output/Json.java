package mitogen.cli.output;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import mitogen.internal.Printable;

/** Writes JSON (RFC 8259) on one line: maps, collections, strings, numbers, booleans, null. */
public final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /** The text of a value, without a line's end. */
    public static String of(Object value) {
        Json json = new Json();
        json.put(value);
        return json.text.toString();
    }

    private void put(Object value) {
        if (value instanceof Map<?, ?> map) {
            put('{', map.entrySet(), '}', entry -> {
                string(entry.getKey().toString());
                text.append(':');
                put(entry.getValue());
            });
        } else if (value instanceof Collection<?> all) {
            put('[', all, ']', this::put);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value); // no number here is infinite
        } else {
            string(value.toString());
        }
    }

    private <T> void put(char open, Collection<T> all, char close, Consumer<? super T> one) {
        text.append(open);
        for (Iterator<T> each = all.iterator(); each.hasNext(); ) {
            one.accept(each.next());
            text.append(each.hasNext() ? "," : "");
        }
        text.append(close);
    }

    /** Control characters and the like, and lone halves of a pair, which no encoding has, become escapes. */
    private void string(String value) {
        text.append('"');
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c == '\t' || !Printable.isHarmless(c)) {
                for (char half : Character.toChars(c)) {
                    text.append(String.format("\\u%04x", (int) half));
                }
            } else {
                text.appendCodePoint(c);
            }
        });
        text.append('"');
    }
}
