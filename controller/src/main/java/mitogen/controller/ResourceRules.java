package mitogen.controller;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The part of a {@link ClassPolicy} about resources.
 *
 * @param libraries whether those are given that programs seldom do without, see {@link ClassPolicy}
 * @param allowed these besides, wherever they are
 * @param denied not these, nor their variants for single versions of Java
 */
record ResourceRules(boolean libraries, List<String> allowed, List<String> denied) {
    /** Above all, nothing that a class loader could take for a part of a path or of a URL. */
    private static final Pattern NAME = Pattern.compile("[^/\\\\:%?#*\\p{Cntrl}]+(/[^/\\\\:%?#*\\p{Cntrl}]+)*");

    /** What some class loaders take for an archive within an archive. */
    private static final String NESTED = "!/";

    private static final Pattern DOTS = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");

    /** Where archives have things that are found without this part of the name. */
    private static final String WITHIN = "^(META-INF/versions/\\d+|(BOOT|WEB)-INF/classes)/";

    private static final Pattern NATIVE = Pattern.compile("(.*/)?[^/]+\\.(so|dylib|jnilib|dll)(\\.[0-9.]+)?");
    private static final Pattern INDEX = Pattern.compile("(.*/)?[^/.]+|.*\\.(factories|imports|providers|[A-Z]\\w*)");

    /** Checks the patterns. */
    ResourceRules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        allowed.forEach(ResourceRules::check);
        denied.forEach(ResourceRules::check);
    }

    /** Whether a pattern lets it out from wherever it is. */
    boolean allows(String name) {
        return fits(allowed, name);
    }

    /** Whether a pattern keeps it back, under that name or under the one that a class loader finds it by. */
    boolean denies(String name) {
        for (String each = name; ; each = each.replaceFirst(WITHIN, "")) {
            if (fits(denied, each)) {
                return true;
            }
            if (!each.matches(WITHIN + ".*")) {
                return false;
            }
        }
    }

    /** Whether it may be given as one of a library, judged by its name alone. */
    boolean mayBeOfLibrary(String name) {
        return libraries
                && (isNative(name)
                        || name.indexOf('/') > 0
                                && !name.startsWith("BOOT-INF/")
                                && (!name.startsWith("META-INF/") || isService(name) || isIndex(name)));
    }

    /** Whether it is code for a processor, of which classes make use. */
    static boolean isNative(String name) {
        return NATIVE.matcher(name).matches();
    }

    /** Whether libraries keep such for one another, and programs do not keep their settings in it. */
    static boolean isIndex(String name) {
        return name.endsWith(".dat")
                || name.startsWith("META-INF/") && INDEX.matcher(name).matches();
    }

    /** Whether it names the implementations of a service. */
    static boolean isService(String name) {
        return name.startsWith("META-INF/services/") && name.indexOf('/', 18) < 0;
    }

    private static boolean fits(List<String> patterns, String name) {
        for (String pattern : patterns) {
            String[] parts = pattern.split("\\*\\*", -1);
            StringBuilder form = new StringBuilder();
            for (int i = 0; i < parts.length; i++) {
                form.append(i == 0 ? "" : ".*");
                form.append(Pattern.quote(parts[i]).replace("*", "\\E[^/]*\\Q"));
            }
            if (name.matches(form.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Whoever denies what no name fits would deny nothing, without a word of it. */
    private static void check(String pattern) {
        if (!isName(pattern.replaceAll("(?<!\\*)\\*{1,2}(?!\\*)", "x"))) {
            throw new IllegalArgumentException("'" + pattern + "' is no resource pattern; write com/example/type.txt,"
                    + " or com/example/** for a package and all below it");
        }
    }

    /** Whether a resource may be called so at all: a plain path. */
    static boolean isName(String name) {
        return name.length() <= 1024
                && NAME.matcher(name).matches()
                && !name.contains(NESTED)
                && !DOTS.matcher(name).matches();
    }
}
