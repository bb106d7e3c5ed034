package mitogen.connect;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import mitogen.ConnectFailedException;

/**
 * Another JVM on the same machine, under the same account.
 *
 * @param java the Java to run, or null for the one that runs the context that connects
 * @param timeout how long the connect may take
 */
public record Local(String java, Duration timeout) implements CommandMethod {
    /** Checks that there is a time-out. */
    public Local {
        Objects.requireNonNull(timeout, "timeout");
    }

    /** With the same Java and the usual time-out. */
    public static Local local() {
        return new Local(null, DEFAULT_TIMEOUT);
    }

    @Override
    public Local withJava(String path) {
        return new Local(path, timeout);
    }

    @Override
    public Local withTimeout(Duration limit) {
        return new Local(java, limit);
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
