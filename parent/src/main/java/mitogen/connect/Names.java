package mitogen.connect;

import java.util.LinkedHashMap;
import java.util.Map;

/** Checks of what goes into a command line. */
final class Names {
    private Names() {}

    /** A name that a tool cannot take for an option; null passes. */
    static void check(String what, String name) {
        if (name != null
                && (name.isEmpty() || name.startsWith("-") || name.chars().anyMatch(c -> c < ' '))) {
            throw new IllegalArgumentException("'" + name + "' is not a " + what);
        }
    }

    /** Environment variables that a shell can set; the copy keeps their order. */
    static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> copy = new LinkedHashMap<>(variables);
        copy.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException("'" + name + "' is not the name of an environment variable");
            }
            if (value.indexOf(0) >= 0 || value.endsWith("\n")) {
                throw new IllegalArgumentException(
                        "the value of " + name + " has a NUL, or a newline at its end, which a shell cannot set");
            }
        });
        return java.util.Collections.unmodifiableMap(copy);
    }

    /** The variables and one more. */
    static Map<String, String> and(Map<String, String> variables, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return more;
    }
}
