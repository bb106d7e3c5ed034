package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Path;

/** Makes an exception of the JDK of what another context told: the name of its class, what it said, and the path. */
public interface JdkExceptions {
    /** Makes it. */
    IOException of(String type, String reason, Path path);

    /** The name of an exception's class, as it is told: of a private one of the JDK, that which it extends. */
    static String type(Exception thrown) {
        Class<?> type = thrown.getClass();
        while (type.getName().startsWith("sun.")) {
            type = type.getSuperclass();
        }
        return type.getName();
    }
}
