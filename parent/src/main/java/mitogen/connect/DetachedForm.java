package mitogen.connect;

import java.time.Duration;
import java.util.Objects;
import mitogen.methods.AttachMethod;
import mitogen.methods.CommandMethod;

/**
 * What the text {@code detached:NAME} becomes.
 *
 * @param name the name that it was detached under
 * @param timeout how long the connect may take
 */
record DetachedForm(String name, Duration timeout) implements AttachMethod {
    /** Checks what would be another file. */
    DetachedForm {
        Objects.requireNonNull(timeout, "timeout");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,59}")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a detached context, as in detached:build");
        }
    }

    static DetachedForm named(String name) {
        return new DetachedForm(name, CommandMethod.DEFAULT_TIMEOUT);
    }

    DetachedForm withTimeout(Duration limit) {
        return new DetachedForm(name, limit);
    }

    @Override
    public String label() {
        return "detached:" + name;
    }
}
