package mitogen.cli.copy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mitogen.cli.status.UsageException;
import mitogen.cli.words.Arguments;
import mitogen.internal.NativePaths;

/** Paths as they are given to {@code put} and {@code get}, and which of them cannot be meant. */
final class OwnFiles {
    private OwnFiles() {}

    /** A path of this machine, of exactly the bytes that were given. */
    static Path path(String text) {
        try {
            return NativePaths.of(Arguments.bytes(text));
        } catch (InvalidPathException e) {
            throw new UsageException("that is no path: " + e.getMessage() + "\nCheck it.");
        }
    }

    /** The name that a path ends with, at either side: the copy has it, too. */
    static String name(String path) {
        String text = path.replaceFirst("/+$", "");
        String name = text.substring(text.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new UsageException(
                    "'" + path + "' has no name that its copy could have\nGive a path that ends with a name.");
        }
        return name;
    }

    /** Refuses a single path. */
    static void checkCount(List<String> paths, String last) {
        if (paths.size() < 2) {
            throw new UsageException("there is only one path, " + paths.get(0) + "\nGive SOURCE... and " + last + ".");
        }
    }

    /** Refuses several sources whose copies would have the same name. */
    static void checkNames(List<String> sources) {
        Set<String> names = new HashSet<>();
        for (String source : sources) {
            if (!names.add(name(source))) {
                throw new UsageException("two sources are called " + name(source)
                        + ", and their copies cannot be in one directory\nCopy them one by one.");
            }
        }
    }
}
