package mitogen.connect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Exec}.
 *
 * @param prefix the command and its arguments, at least one
 * @param java the Java to run there, or null to look for one
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record ExecForm(List<String> prefix, String java, Duration timeout, Duration patience) implements Exec, CommandMethod {
    /** Checks that there is a command. */
    ExecForm {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
        prefix = List.copyOf(prefix);
        if (prefix.isEmpty() || prefix.get(0).isEmpty()) {
            throw new IllegalArgumentException("a command is missing");
        }
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
