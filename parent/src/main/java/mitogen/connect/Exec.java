package mitogen.connect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;

/**
 * Whatever a command of the user's own leads to: it is run with {@code /bin/sh -c SCRIPT} behind it, and runs that in another
 * place with standard input and output passed through, such as {@code bwrap --dev-bind / / --}.
 *
 * @param prefix the command and its arguments, at least one
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 */
public record Exec(List<String> prefix, String java, Duration timeout) implements CommandMethod {
    /** Checks that there is a command. */
    public Exec {
        Objects.requireNonNull(timeout, "timeout");
        prefix = List.copyOf(prefix);
        if (prefix.isEmpty() || prefix.get(0).isEmpty()) {
            throw new IllegalArgumentException("a command is missing");
        }
    }

    /** By this command. */
    public static Exec exec(String... prefix) {
        return new Exec(List.of(prefix), null, DEFAULT_TIMEOUT);
    }

    @Override
    public Exec withJava(String path) {
        return new Exec(prefix, path, timeout);
    }

    @Override
    public Exec withTimeout(Duration limit) {
        return new Exec(prefix, java, limit);
    }

    @Override
    public String label() {
        String command = prefix.get(0);
        return "exec:" + command.substring(command.lastIndexOf('/') + 1);
    }

    @Override
    public List<String> command(String script) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("/bin/sh", "-c", script));
        return command;
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return null; // what its messages mean is not known here
    }
}
