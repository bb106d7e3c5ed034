package mitogen.transfer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which files are meant, and which directories. Names are read as UTF-8, whatever the locale says. */
final class Filter {
    private final List<Rule> includes;
    private final List<Rule> excludes;

    Filter(Plan plan) {
        includes = plan.includes().stream().map(Rule::new).toList();
        excludes = plan.excludes().stream().map(Rule::new).toList();
    }

    /** Whether a file, or a directory, is meant. */
    boolean takes(byte[] directory, byte[] name, boolean isDirectory) {
        if (includes.isEmpty() && excludes.isEmpty()) {
            return true;
        }
        String last = new String(name, StandardCharsets.UTF_8);
        String path = directory.length == 0 ? last : new String(directory, StandardCharsets.UTF_8) + "/" + last;
        return !any(excludes, path, last, isDirectory)
                && (isDirectory || includes.isEmpty() || any(includes, path, last, false));
    }

    private static boolean any(List<Rule> rules, String path, String name, boolean directory) {
        for (Rule each : rules) {
            if (each.matches(path, name, directory)) {
                return true;
            }
        }
        return false;
    }
}
