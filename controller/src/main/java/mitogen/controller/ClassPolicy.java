package mitogen.controller;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which classes of the application are given to contexts that ask for them. A pattern is the name of a class or, with
 * {@code .*} at its end, that of a package and all below it. A class is given if one of the allowed patterns, or none at
 * all, is there and fits, and no denied one does. Our own classes are always given.
 *
 * @param allowed if not empty, only these
 * @param denied not these
 */
public record ClassPolicy(List<String> allowed, List<String> denied) {
    private static final Pattern FORM =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*(\\.[\\p{L}\\p{N}_$-]+)*(\\.\\*)?");

    /**
     * Checks the patterns.
     *
     * @param allowed patterns of the classes to ship; empty for all
     * @param denied patterns of the classes to keep, of those
     */
    public ClassPolicy {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        allowed.forEach(ClassPolicy::check);
        denied.forEach(ClassPolicy::check);
    }

    /** {@return a policy that ships every class that the class loader has} */
    public static ClassPolicy all() {
        return new ClassPolicy(List.of(), List.of());
    }

    /**
     * {@return a policy that ships the classes that match one of the patterns, and no others}
     *
     * @param patterns names of classes; with {@code .*} at the end, a package and all below it
     */
    public static ClassPolicy allow(String... patterns) {
        return new ClassPolicy(List.of(patterns), List.of());
    }

    /**
     * {@return this policy without the classes that match one of the patterns}
     *
     * @param patterns names of classes; with {@code .*} at the end, a package and all below it
     */
    public ClassPolicy deny(String... patterns) {
        return new ClassPolicy(allowed, List.of(patterns));
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
