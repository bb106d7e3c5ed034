package mitogen.controller;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The part of a {@link ClassPolicy} about classes.
 *
 * @param allowed if not empty, only these
 * @param denied not these
 */
record ClassRules(List<String> allowed, List<String> denied) {
    private static final Pattern FORM =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*(\\.[\\p{L}\\p{N}_$-]+)*(\\.\\*)?");

    /** Checks the patterns. */
    ClassRules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        allowed.forEach(ClassRules::check);
        denied.forEach(ClassRules::check);
    }

    /** Whether a class may be given. */
    boolean gives(String name) {
        return (allowed.isEmpty() || fits(allowed, name)) && !fits(denied, name);
    }

    private static boolean fits(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (pattern.endsWith(".*")
                    ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : isOrIsIn(name, pattern)) {
                return true;
            }
        }
        return false;
    }

    /** A class, or one nested in it. */
    private static boolean isOrIsIn(String name, String pattern) {
        return name.equals(pattern) || name.startsWith(pattern + "$");
    }

    private static void check(String pattern) {
        if (!FORM.matcher(pattern).matches()) {
            throw new IllegalArgumentException("'" + pattern
                    + "' is no class pattern; write com.example.Type, or com.example.* for a package and all below it");
        }
    }
}
