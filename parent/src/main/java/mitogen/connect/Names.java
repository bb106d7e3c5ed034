package mitogen.connect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks of what goes into a command line. */
final class Names {
    private Names() {}

    /** A name that a tool cannot take for an option; null passes. */
    static void check(String what, String name) {
        if (name != null
                && (name.isEmpty() || name.startsWith("-") || name.chars().anyMatch(Character::isISOControl))) {
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

    /** Further options for a tool, each one word. */
    static List<String> options(List<String> options) {
        for (String option : options) {
            if (!option.startsWith("-") || option.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("'" + option + "' is not an option");
            }
        }
        return List.copyOf(options);
    }

    /** The options and one more. */
    static List<String> and(List<String> options, String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return more;
    }

    /** The number of an account or group, or -1. */
    static void number(String what, int number) {
        if (number < -1) {
            throw new IllegalArgumentException(number + " is not a " + what);
        }
    }
}
