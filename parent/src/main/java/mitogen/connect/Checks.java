package mitogen.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a tool would take for something else, such as an option, is refused when a method is made, not when it is used. */
final class Checks {
    private Checks() {}

    /** A value that has to be there, and is to be one word of a command line. */
    static void required(String what, String value) {
        Objects.requireNonNull(value, what);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
        if (value.startsWith("-")) {
            throw new IllegalArgumentException("the " + what + " '" + value + "' would be taken for an option");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the " + what + " '" + value.replaceAll("\\p{Cntrl}", "?") + "' contains a control character");
        }
    }

    /** The same for one that may be null. */
    static void optional(String what, String value) {
        if (value != null) {
            required(what, value);
        }
    }

    /** One more variable. */
    static List<String> with(List<String> environment, String name, String value) {
        required("name of a variable", name);
        if (name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("the name of a variable '" + name + "' contains a '='");
        }
        List<String> more = new ArrayList<>(environment);
        more.add(name + "=" + Objects.requireNonNull(value, name));
        return more;
    }

    /** Variables, each {@code NAME=value}. */
    static List<String> environment(List<String> variables) {
        for (String variable : variables) {
            int end = variable.indexOf('=');
            if (end <= 0 || variable.startsWith("-")) {
                throw new IllegalArgumentException("the variable '" + variable + "' is not of the form NAME=value");
            }
            if (variable.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "the variable " + variable.substring(0, end) + " contains a NUL character");
            }
        }
        return List.copyOf(variables);
    }

    /** Further options of a tool, each one word. */
    static List<String> options(List<String> options) {
        for (String option : options) {
            if (!option.startsWith("-") || option.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("'" + option + "' is not an option: they start with '-'");
            }
        }
        return List.copyOf(options);
    }

    /** A list, and one more. */
    static List<String> with(List<String> list, String value) {
        List<String> more = new ArrayList<>(list);
        more.add(Objects.requireNonNull(value));
        return more;
    }

    /** The number of an account or group; -1 for none. */
    static void number(String what, int value) {
        if (value < -1) {
            throw new IllegalArgumentException("the " + what + " " + value + " is negative");
        }
    }
}
