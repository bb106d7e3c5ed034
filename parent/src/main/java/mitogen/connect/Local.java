package mitogen.connect;

import java.time.Duration;
import mitogen.methods.CommandMethod;

/**
 * Another JVM on the same machine, under the same account.
 */
public sealed interface Local extends ProcessMethod<Local> permits LocalForm {
    /** {@return another JVM of the Java that runs the context which connects} */
    static Local local() {
        return new LocalForm(null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }
}
