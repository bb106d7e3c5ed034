package mitogen.connect;

import java.time.Duration;
import java.util.List;
import mitogen.methods.CommandMethod;

/**
 * Any command that runs another command elsewhere, such as {@code bwrap --dev-bind / / --}. It is run with {@code /bin/sh -c
 * SCRIPT} as its last words, and must pass standard input and output through.
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
