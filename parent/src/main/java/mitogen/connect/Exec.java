package mitogen.connect;

import java.time.Duration;
import java.util.List;
import mitogen.methods.CommandMethod;

/**
 * Whatever a command of the user's own leads to: it is run with {@code /bin/sh -c SCRIPT} behind it, and runs that
 * elsewhere with standard input and output passed through, such as {@code bwrap --dev-bind / / --}.
 */
public sealed interface Exec extends ProcessMethod<Exec> permits ExecForm {
    /** {@return the command and its arguments} */
    List<String> prefix();

    /**
     * {@return the method that runs a command, with its arguments; at least one word}
     *
     * @param prefix the command and its arguments; the shell command to run is added
     */
    static Exec exec(String... prefix) {
        return new ExecForm(List.of(prefix), null, CommandMethod.DEFAULT_TIMEOUT, Duration.ZERO);
    }
}
