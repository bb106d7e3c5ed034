package mitogen.connect;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/**
 * The private form of {@link Local}.
 *
 * @param java the Java to run, or null for the one that runs the context that connects
 * @param timeout how long the connect may take
 * @param patience how long the connect is tried again
 */
record LocalForm(String java, Duration timeout, Duration patience) implements Local, CommandMethod {
    /** Checks that there is a time-out. */
    LocalForm {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(patience, "patience");
    }

    /** Programs that tasks start may want it, as those of the controller may. */
    @Override
    public boolean keepsTerminal() {
        return true;
    }

    @Override
    public String label() {
        return "local";
    }

    /** The one that runs the context that connects. */
    @Override
    public String usualJava() {
        return System.getProperty("java.home") + "/bin/java";
    }

    @Override
    public List<String> command(String script) {
        return List.of("/bin/sh", "-c", script); // the PATH of a controller may be anything
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return null; // sh has nothing of its own to say
    }
}
