package mitogen.integration;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. Where it is not there the test is skipped, with the reason; but in CI ({@code
 * CI=true}) what {@code scripts/test} could have installed is not skipped: it fails.
 */
final class Needs {
    private Needs() {}

    /** The path of a command that a Debian package brings. */
    static Path command(String name, String debianPackage) {
        String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        String reason = name + " is not here; apt-get install " + debianPackage;
        if ("true".equals(System.getenv("CI"))) {
            fail("in CI nothing that can be installed is skipped: " + reason);
        }
        throw skipped(reason);
    }

    /** That the tests run as root, to do the named thing. */
    static void root(String whatFor) {
        if (!isRoot()) {
            throw skipped("not root, which is needed to " + whatFor);
        }
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static RuntimeException skipped(String reason) {
        Assumptions.abort(reason);
        throw new AssertionError("abort returned");
    }
}
