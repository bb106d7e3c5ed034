package mitogen.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The variables of our own environment as they were given. As with {@link Arguments}, Java decodes them by the locale. */
final class OwnEnvironment {
    private OwnEnvironment() {}

    /** The value of a variable, or null if there is none. */
    static byte[] value(String name) {
        String prefix = new String(name.getBytes(UTF_8), ISO_8859_1) + "=";
        try {
            byte[] all = Files.readAllBytes(Path.of("/proc/self/environ"));
            for (String variable : new String(all, ISO_8859_1).split("\0")) {
                if (variable.startsWith(prefix)) {
                    return variable.substring(prefix.length()).getBytes(ISO_8859_1);
                }
            }
            return null;
        } catch (IOException noProc) {
            String value = System.getenv(name);
            return value == null ? null : value.getBytes(UTF_8);
        }
    }
}
