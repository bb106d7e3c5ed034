package mitogen.connect;

import static mitogen.connect.Options.with;

import java.time.Duration;
import mitogen.ConnectionMethod;

/**
 * A connection method whose context is a process of its own, which a command starts. It is immutable: each {@code with…}
 * returns another one, and checks what it is given.
 *
 * @param <M> the method itself
 */
public interface ProcessMethod<M extends ProcessMethod<M>> extends ConnectionMethod {
    /** Returns the Java to run there, or null to look for one. */
    String java();

    /** Returns how long the connect may take, until the context is up; 30 seconds unless said otherwise. */
    Duration timeout();

    /** Returns this method with the Java to run there, as the path of its {@code java} command; null to look for one. */
    default M withJava(String path) {
        return with(self(), "java", path);
    }

    /** Returns this method with another timeout. */
    default M withTimeout(Duration limit) {
        return with(self(), "timeout", limit);
    }

    @SuppressWarnings("unchecked") // that is what M is
    private M self() {
        return (M) this;
    }
}
