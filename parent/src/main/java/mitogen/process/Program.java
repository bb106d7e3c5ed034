package mitogen.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import mitogen.internal.NativePaths;

/** Whether a program, or a directory, of any name is there, as the system would find it. */
final class Program {
    private static final byte[] HERE = {'.'};

    private Program() {}

    /**
     * Whether the system would find the program; true also where nobody can tell.
     *
     * @param path where it looks, or null if the environment does not say
     */
    static boolean isThere(byte[] program, byte[] directory, String path) {
        return any(program, directory, path, file -> Files.isExecutable(file) && !Files.isDirectory(file));
    }

    /** Whether there is anything of that name where programs are looked for. */
    static boolean isNamed(byte[] program, byte[] directory, String path) {
        return any(program, directory, path, Files::exists);
    }

    private static boolean any(byte[] program, byte[] directory, String path, Predicate<Path> test) {
        byte[] from = directory == null ? HERE : directory;
        if (new String(program, StandardCharsets.ISO_8859_1).indexOf('/') >= 0) {
            return test.test(NativePaths.of(NativePaths.join(from, program)));
        }
        if (path == null) {
            return true; // the C library has an own one
        }
        for (String each : path.split(":", -1)) {
            byte[] folder = each.isEmpty() ? HERE : each.getBytes(StandardCharsets.UTF_8);
            if (test.test(NativePaths.of(NativePaths.join(NativePaths.join(from, folder), program)))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a process can work there. */
    static boolean isDirectory(byte[] directory) {
        Path path = NativePaths.of(directory);
        return Files.isDirectory(path) && Files.isExecutable(path);
    }
}
